"""The NBD-Dirichlet: how often people buy a category, and which brands (Goodhardt, Ehrenberg & Chatfield 1984)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.brands import double_jeopardy
from course.measures.buying import shape_of_zeros

_REST = 1e-10  # of people who buy more often than is counted
_MOST = 20_000  # purchases of the category that are counted at most
_SPREAD = (1e-4, 1e4)  # between which S is looked for


class NBDDirichlet:
    """Purchases of a category are negative binomial, and each person has chances of their own for the brands.

    People make n purchases of the category with P(n) of an `NBD` of mean M and shape K; of these, brand j is chosen as
    in a Dirichlet distribution with parameters S × (share of j). A small S: people are loyal; a large one: all choose
    alike. The market is steady and no brand is special: what follows are the norms of such a market, double jeopardy
    and duplication among them. Differences from the norms are news.

    After `fit`: `params_` M (purchases per person and period, of all people), K, S; `shares_` of purchases by brand.
    """

    params_: pd.Series
    shares_: pd.Series

    def fit(
        self,
        shares: Any,
        penetration: Any,
        category_penetration: float,
        category_rate: float,
        spread: float | None = None,
    ) -> NBDDirichlet:
        """Fit to what a panel reports of one category and period.

        shares : of the category's purchases, and penetration : share of all people who bought, both by brand (a Series,
        or numbers in one order). category_penetration : share of all people who bought any. category_rate : purchases
        per buyer of the category. spread : S, where it is known. Brands may be left out: shares need not add up to 1.

        K is such that as many buy the category as did; S is the mean, weighted by share, of what each brand's
        penetration asks for. Brands whose penetration no S can give are left out of it.
        """
        share, bought = _by_brand(shares, penetration)
        inputs.between(category_penetration, "category_penetration", 1e-6, 1 - 1e-6, "It is a share of all people.")
        inputs.between(category_rate, "category_rate", 1, np.inf, "A buyer makes one purchase at least.")
        mean = category_penetration * category_rate
        shape = shape_of_zeros(mean, category_penetration, "category_rate")
        if spread is not None:
            return self._set(mean, shape, inputs.between(spread, "spread", *_SPREAD), share)
        self._set(mean, shape, np.nan, share)
        asked = np.array([self._spread(*pair) for pair in zip(share, bought, strict=True)])
        known = np.isfinite(asked)
        if not known.any():
            raise InputError(
                "penetration must fit shares: no brand can have so many buyers for its share. Check their periods."
            )
        weight = share.to_numpy()[known]
        return self._set(mean, shape, float(asked[known] @ weight / weight.sum()), share)

    def fit_panel(
        self,
        purchases: Any,
        people: int,
        brand: str = "brand",
        customer: str = "customer_id",
        occasion: str = "order_id",
    ) -> NBDDirichlet:
        """Fit to purchases of one category and period: one row per thing bought, counted as in `double_jeopardy`.

        people : size of the panel, those who did not buy the category included.
        """
        table = double_jeopardy(purchases, brand, customer, occasion, people)
        bought = table["buyers"] * table["purchases_per_buyer"]
        buyers = inputs.in_memory(purchases, "purchases")[customer].nunique()
        return self.fit(bought / bought.sum(), table["penetration"], buyers / people, bought.sum() / buyers)

    def brands(self, periods: float = 1.0) -> pd.DataFrame:
        """The norms, one row per brand, in `periods` times the period of the fit.

        penetration : share of all people who buy the brand. purchases_per_buyer : of the brand; category_rate : of the
        whole category by its buyers. share_of_requirements : the one over the other. buy_no_other : share of its
        buyers who buy no other brand (100 % loyal), and their purchases per buyer, rate_of_these.
        """
        self._require_fit()
        size = inputs.between(periods, "periods", 1e-9, 1e9)
        rows = {brand: self._norms(float(share), size) for brand, share in self.shares_.items()}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("brand")

    def duplication(self, periods: float = 1.0) -> pd.DataFrame:
        """Of the buyers of the row's brand, the share who also buy the column's: the norm of `duplication`."""
        self._require_fit()
        size = inputs.between(periods, "periods", 1e-9, 1e9)
        one = np.array([self._buy(float(share), size) for share in self.shares_])
        either = np.array([[self._buy(float(a + b), size) for b in self.shares_] for a in self.shares_])
        both = one[:, None] + one[None, :] - either
        np.fill_diagonal(both, one)
        table = both / one[:, None]
        return pd.DataFrame(table, self.shares_.index, self.shares_.index.rename("also"))

    def _norms(self, share: float, size: float) -> dict[str, float]:
        spread, part = self.params_["S"], self.params_["S"] * share
        n, chance = self._purchases(size)
        none = np.exp(_log_none(n, part, spread))
        all_of_it = np.exp(_log_none(n, spread - part, spread))
        buyers, loyal = chance @ (1 - none), chance[1:] @ all_of_it[1:]
        rate, category = share * (chance @ n) / buyers, (chance * n) @ (1 - none) / buyers
        return {
            "penetration": float(buyers),
            "purchases_per_buyer": float(rate),
            "category_rate": float(category),
            "share_of_requirements": float(rate / category),
            "buy_no_other": float(loyal / buyers),
            "rate_of_these": float((chance * n)[1:] @ all_of_it[1:] / loyal),
        }

    def _buy(self, share: float, size: float = 1.0) -> float:
        """Return the share of all people who buy something of brands with this share of purchases."""
        n, chance = self._purchases(size)
        if share >= 1:
            return float(chance[1:].sum())
        return float(chance @ -np.expm1(_log_none(n, self.params_["S"] * share, self.params_["S"])))

    def _spread(self, share: float, penetration: float) -> float:
        """Return the S at which a brand of this share has this penetration; missing where there is none."""
        from scipy.optimize import brentq

        n, chance = self._purchases(1.0)

        def away(log: float) -> float:
            return float(chance @ -np.expm1(_log_none(n, np.exp(log) * share, np.exp(log)))) - penetration

        low, high = np.log(_SPREAD)
        return float(np.exp(brentq(away, low, high, xtol=1e-12))) if away(low) < 0 < away(high) else np.nan

    def _purchases(self, size: float) -> tuple[np.ndarray, np.ndarray]:
        """Return numbers of purchases of the category and their probabilities."""
        from scipy.stats import nbinom

        shape, mean = self.params_["K"], self.params_["M"] * size
        model = nbinom(shape, shape / (shape + mean))
        most = model.isf(_REST)
        if most > _MOST:
            raise invalid("periods", size, f"so few that nobody buys {_MOST:,} times", "Take a shorter time.")
        n = np.arange(int(most) + 1)
        return n, model.pmf(n)

    def _set(self, mean: float, shape: float, spread: float, share: pd.Series) -> NBDDirichlet:
        self.params_, self.shares_ = pd.Series({"M": mean, "K": shape, "S": spread}), share
        return self

    def _require_fit(self) -> None:
        if not hasattr(self, "params_"):
            raise InputError("NBDDirichlet must be fitted first: NBDDirichlet().fit(shares, penetration, …).")

    def __repr__(self) -> str:
        if not hasattr(self, "params_"):
            return "NBDDirichlet (not fitted)"
        found = ", ".join(f"{name} {value:.4g}" for name, value in self.params_.items())
        return f"NBDDirichlet: {found}; {len(self.shares_)} brands"


def _log_none(n: np.ndarray, part: float, spread: float) -> np.ndarray:
    """Log of the probability that none of n purchases is of brands with `part` of S."""
    from scipy.special import gammaln

    return np.asarray(gammaln(spread) - gammaln(spread + n) + gammaln(spread - part + n) - gammaln(spread - part))


def _by_brand(shares: Any, penetration: Any) -> tuple[pd.Series, np.ndarray]:
    share, bought = inputs.numbers(shares, "shares", low=1e-9, high=1), inputs.numbers(penetration, "penetration", 0, 1)
    if len(share) != len(bought):
        raise InputError(f"shares and penetration must be equally long, got {len(share)} and {len(bought)} brands.")
    if share.sum() > 1 + 1e-9 or (len(share) == 1 and share[0] >= 1):
        raise InputError(f"shares must add up to 1 or less over two brands or more, got {share.sum():.4g}.")
    names = shares.index if isinstance(shares, pd.Series) else pd.RangeIndex(1, len(share) + 1)
    if isinstance(shares, pd.Series) and isinstance(penetration, pd.Series):
        if not (names.is_unique and penetration.index.is_unique and names.isin(penetration.index).all()):
            raise InputError("shares and penetration must name the same brands, each once. Compare their indexes.")
        bought = penetration.loc[names].to_numpy(dtype=float)
    return pd.Series(share, names, name="share"), bought
