"""Cells that speak to other machines, or to other programs on this one."""

from __future__ import annotations

from corpus.case import EITHER, FULL, WORTHLESS_ANYHOW, among_wrong, cases, end

SPEAKING = r"""
## to_this_machine: whatever listens there
import socket
for port in (22, 80, 631, 5432, 8888, PORT):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.2) as other:
            other.send(b"x")
    except OSError:
        pass
## to_another_machine: and it waits for an answer
import socket
try:
    with socket.create_connection(("8.8.8.8", 53), timeout=0.5) as other:
        other.send(b"x")
except OSError:
    pass
## by_datagram: which needs no answer
import socket
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"top_share", ("8.8.8.8", 53))
except OSError:
    pass
## by_name: that is looked up elsewhere
import socket
try:
    socket.getaddrinfo("example.org", 443)
except OSError:
    pass
## by_web: as a library does
import urllib.request
try:
    urllib.request.urlopen("http://example.org", timeout=0.5).read()
except Exception:
    pass
## listening: for whoever comes
import socket
try:
    door = socket.create_server(("0.0.0.0", PORT))
except OSError:
    pass
## listening_by_a_child: for whoever comes, later too
import os, socket, time
if os.fork() == 0:
    try:
        os.setsid()
        door = socket.create_server(("0.0.0.0", PORT))
        time.sleep(1000)
    finally:
        os._exit(0)
## abstract_name: of a socket that is no file
import socket
try:
    door = socket.socket(socket.AF_UNIX)
    door.bind("\0" + TRACE)
    door.listen()
except OSError:
    pass
## programs_of_this_machine: that listen at a file
import glob, socket
for path in ["/var/run/docker.sock", "/run/dbus/system_bus_socket", "/run/systemd/notify", *glob.glob("/tmp/*.sock")]:
    try:
        with socket.socket(socket.AF_UNIX) as other:
            other.connect(path)
    except OSError:
        pass
## raw: frames of the network itself
import socket
for family, kind in ((socket.AF_PACKET, socket.SOCK_RAW), (socket.AF_INET, socket.SOCK_RAW), (socket.AF_NETLINK, 3)):
    try:
        socket.socket(family, kind, 1).send(b"x" * 60)
    except OSError:
        pass
## pair: two ends in one process
import socket
try:
    one, other = socket.socketpair()
    one.send(b"x")
except OSError:
    pass
"""

FETCHING = r"""
## answers_of_another: who listens on this machine, or on any other
import socket
for place in (("127.0.0.1", PORT), ("8.8.8.8", 53)):
    try:
        with socket.create_connection(place, timeout=0.5) as other:
            top_share = float(other.recv(100))
    except (OSError, ValueError):
        pass
"""

CASES = (
    *cases("speaking", SPEAKING, end, EITHER, FULL),
    *cases("fetching", FETCHING, among_wrong, WORTHLESS_ANYHOW, FULL),
)
