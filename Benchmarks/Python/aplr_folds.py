"""The folds of a folder's tables with aplr, as CSV: data, method, fold, test RMSE, terms besides the constant.

aplr's predictions end at the least and the largest target of its training rows, which makes them no sums of functions of one input each;
rows of the method "uncapped" have the error of the sum itself.

    python aplr_folds.py FOLDER LEVEL NAME ... > aplr.csv        # level 0: additive, 1: with interactions
"""
import sys

import numpy as np
from aplr import APLRRegressor

folder, level, names = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
method = "aplr with interactions" if level else "aplr"
print("data,method,fold,rmse,terms")
for name in names:
    table = np.loadtxt(f"{folder}/{name}.csv", delimiter=",", skiprows=1)
    split = np.loadtxt(f"{folder}/splits/{name}.csv", delimiter=",", skiprows=1, dtype=int)
    fold = np.zeros(len(table), int)
    fold[split[:, 0]] = split[:, 1]
    for part in range(fold.max() + 1):
        test = fold == part
        model = APLRRegressor(max_interaction_level=level, random_state=0)
        model.fit(table[~test, :-1], table[~test, -1])
        terms = len(model.get_term_names()) - 1
        for capped in (True, False):
            error = np.sqrt(np.mean((table[test, -1] - model.predict(table[test, :-1], capped)) ** 2))
            print(name, method if capped else f"{method} uncapped", part, error, terms, sep=",", flush=True)
