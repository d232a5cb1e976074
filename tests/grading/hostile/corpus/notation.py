"""What a kernel understands and Python does not, and source that is hard to read."""

from __future__ import annotations

from corpus.case import (
    EITHER,
    FULL_MARKS,
    ONE_DROPPED,
    Case,
    Expected,
    answered,
    but,
    cases,
    code,
    end,
    loaded,
    notebook,
)

SPEND = 'spend = firm.orders.groupby("customer_id")["revenue"].sum()'
TOP = "spend.nlargest(len(spend) // 5).sum() / spend.sum()"

BINDING = r"""
## time_a_line: %time runs its line
SPEND
%time top_share = TOP
## time_a_cell: %%time runs its cell
%%time
SPEND
top_share = TOP
## capture_a_cell: %%capture runs its cell
%%capture
SPEND
top_share = TOP
## capture_into_a_name: %%capture has words of its own
%%capture printed --no-stderr
SPEND
top_share = TOP
## capture_and_time: one magic inside another
%%capture
%%time
SPEND
top_share = TOP
## magic_by_call: what IPython makes of a magic
SPEND
get_ipython().run_line_magic("time", "top_share = TOP")
## magic_before: the usual first lines of a notebook
%matplotlib inline
%config InlineBackend.figure_format = 'retina'
SPEND
top_share = TOP
## magic_in_a_block: a magic may be indented
SPEND
if True:
    %matplotlib inline
    top_share = TOP
## shell_before: lines for the shell are passed over
!pip install pandas
!ls -la | head
SPEND
top_share = TOP
## help_before: so are questions
?course.load
firm.orders.head?
firm??
SPEND
top_share = TOP
## awaited: a kernel awaits at the top level
import asyncio
SPEND
await asyncio.sleep(0)
top_share = TOP
## awaited_function: also a function of the student's own
async def share():
    return TOP

SPEND
top_share = await share()
## async_for: a loop at the top level
async def one():
    yield TOP

SPEND
async for top_share in one():
    pass
## loop_of_ones_own: which a kernel refuses
import asyncio

async def share():
    return TOP

SPEND
top_share = asyncio.run(share())
## walrus: bound inside an expression
SPEND
display(top_share := TOP)
## by_globals: bound without a statement
SPEND
globals()["top_share"] = TOP
## by_exec: bound by a program in the program
SPEND
exec("top_share = TOP")
## by_the_shell: bound through the kernel
SPEND
get_ipython().user_ns["top_share"] = TOP
## under_main: a notebook is the main program
if __name__ == "__main__":
    SPEND
    top_share = TOP
## semicolon: which silences a cell
SPEND
top_share = TOP;
"""

PASSED_OVER = r"""
## timeit: times a line many times
%timeit sum(range(1000))
%timeit -n1 -r1 top_share = 0
## timeit_cell: times a cell many times
%%timeit
top_share = 0
## bash_cell: another language
%%bash
echo done > done.txt
exit 1
## javascript_cell: another language
%%javascript
alert('done');
## html_cell: another language
%%html
<script>alert('done')</script>
## writefile_cell: the cell is a file's text
%%writefile my_module.py
top_share = 0
## run_a_script: that was not handed in
%run other.py
%load other.py
## reset: deletes every name in a kernel
%reset -f
## autoreload: an extension that many load
%load_ext autoreload
%autoreload 2
## many_magics: what people leave behind
%pwd
%cd ..
%env A=1
%who
%store
%pdb on
%xmode Plain
%history
%pylab
## assigned_shell: the output of a command under a name
files = !ls
place = %pwd
## shell_with_names: names inside a command
name = "x"
!echo {name} $name
## magic_of_no_name: nothing known
get_ipython().run_line_magic("no_such", "")
get_ipython().run_cell_magic("no_such", "", "1/0")
## shell_by_call: what IPython makes of a command
get_ipython().system("ls")
get_ipython().getoutput("ls")
## comm_and_events: the inside of a kernel
ip = get_ipython()
ip.events.register("post_run_cell", print)
ip.kernel.comm_manager
## display_of_everything: figures, tables, markup
from IPython.display import HTML, display
display(HTML("<b>x</b>"), firm.orders, fig)
firm
## script_in_output: output is not kept
print("<script>alert(1)</script>" * 1000)
## surrogate_printed: which no file takes
print("\ud83d")
## stderr: the other output
import sys
print("x" * 10_000, file=sys.stderr)
"""

FAILING = r"""
## input: nobody answers
name = input("Your name? ")
## getpass: nobody answers
import getpass
getpass.getpass()
## shell_word_alone: which a kernel takes for a command
ls
## error_of_markup: shown to people later
raise ValueError("<script>alert(1)</script>" + "\x00\x1b[31m" + "\ud83d" + "x" * 1_000_000)
## error_that_cannot_be_shown: its words raise
class Mute(Exception):
    def __str__(self):
        raise SystemExit
    __repr__ = __str__

raise Mute
## error_named_by_markup: its type has a name for a browser
raise type("<img src=x onerror=alert(1)>" * 1000, (Exception,), {})
## error_with_a_loud_class: asking for its name raises
class Meta(type):
    __name__ = property(lambda _: 1 / 0)

class Loud(Exception, metaclass=Meta):
    pass

raise Loud
## group_of_errors: several at once
raise BaseExceptionGroup("all", [KeyboardInterrupt(), SystemExit()])
## name_error: no later cell gives the name
no_such_name
## no_break_spaces: pasted from a web page
x =<nbsp>1
## unfinished_string: the end is missing
x = '
## time_an_error: inside a magic
%%time
1 / 0
"""


def _written_out(text: str) -> str:
    return text.replace("SPEND", SPEND).replace("TOP", TOP).replace("<nbsp>", "\u00a0")


ODD = (
    Case("source_nul", end("x = 1\x00"), ONE_DROPPED, why="Python refuses it"),
    Case("source_surrogate", end("x = '\ud83d'"), ONE_DROPPED, why="Python cannot encode it"),
    Case("source_many_brackets", end(f"x = {'(' * 3_000}1{')' * 3_000}"), ONE_DROPPED, why="Python refuses it"),
    Case("source_very_deep", loaded(f"x = {'-' * 100_000}1"), EITHER, why="refused, or the end of the process"),
    Case("source_very_long_sum", loaded(f"x = {' + '.join(['1'] * 50_000)}"), EITHER, why="as the one before"),
    Case("source_very_long_line", loaded(f"x = {[0] * 300_000}"), EITHER, why="a table pasted into a cell"),
    Case("source_form_feeds", end("\x0cx = 1\n\x0c"), FULL_MARKS, why="old editors put them between pages"),
    Case(
        "answer_inside_timeit",
        answered("h1.1", f"%%timeit\n{SPEND}\ntop_share = {TOP}"),
        Expected("partial", but(h1_1="not_attempted"), 1),
        why="%%timeit keeps no names in a kernel either; the check lacks its name",
    ),
    Case("only_a_magic", lambda base: notebook([code("%matplotlib inline"), *base.solved]), why="before all else"),
)

CASES = (
    *cases("notation", _written_out(BINDING), lambda source: answered("h1.1", source)),
    *cases("notation", _written_out(PASSED_OVER), end),
    *cases("failing", _written_out(FAILING), end, ONE_DROPPED),
    *ODD,
)
