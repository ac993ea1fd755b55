"""Networks on DataFrames of Spark, through ``mapInArrow``: rows go to the library in Arrow's buffers, and not as text.

    from knotwork import spark
    spark.score(df, net)                        # outputs of rows
    spark.locate(df, net)                       # the pattern of the region that each lies in
    spark.maps(df, net)                         # the affine map around each
    spark.explain(df, net, background)          # Shapley values

Workers need this package, and a Python that has it (PYSPARK_PYTHON). Long runs over regions go through ``knotwork.distributed``.
"""

from __future__ import annotations

from typing import Any, Optional, Sequence

from . import frames
from ._network import Network

__all__ = ["explain", "locate", "maps", "score"]


def score(df: Any, network: Network, columns: Optional[Sequence[str]] = None, *, keep: bool = True, prefix: str = "") -> Any:
    """Adds the outputs, a column for each."""
    return frames.scoring(network, columns, keep=keep, prefix=prefix).spark(df)


def locate(df: Any, network: Network, columns: Optional[Sequence[str]] = None, *, keep: bool = True, name: str = "pattern") -> Any:
    """Adds the activation pattern: rows with the same one are in the same region."""
    return frames.locating(network, columns, keep=keep, name=name).spark(df)


def maps(df: Any, network: Network, columns: Optional[Sequence[str]] = None, *, keep: bool = True, prefix: str = "") -> Any:
    """Adds slopes and intercept of the affine map that the network equals around each row."""
    return frames.mapping(network, columns, keep=keep, prefix=prefix).spark(df)


def explain(
    df: Any,
    network: Network,
    background: Any,
    columns: Optional[Sequence[str]] = None,
    *,
    keep: bool = True,
    prefix: str = "",
    **options: Any,
) -> Any:
    """Adds Shapley values beside the rows of a background, which all workers get."""
    return frames.explaining(network, background, columns, keep=keep, prefix=prefix, **options).spark(df)
