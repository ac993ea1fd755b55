#!/usr/bin/env python3
"""Writes a trained model as network JSON for Knotwork, exactly: every weight is written as the double it is.

    python knotwork_export.py MODEL -o network.json

MODEL is a pickle or joblib file of scikit-learn, a whole model saved by torch.save, or a .keras or .h5 file. Reading such a file
runs what is in it: only give this program files that you trust. From Python, without any file:

    import knotwork_export
    knotwork_export.write(model, "network.json")

Models:
  scikit-learn  MLPRegressor and linear regressors, PLS, SVR with a linear kernel; Pipeline, ColumnTransformer and FeatureUnion of
                scalers, SimpleImputer, PCA, selectors of features and PolynomialFeatures(degree=1); TransformedTargetRegressor
                with a scaler; GridSearchCV; Bagging, Voting, Stacking, MultiOutput and chains of these
  PyTorch       modules that call Linear, ReLU, LeakyReLU, PReLU, ReLU6, Hardtanh, BatchNorm1d, Identity, Dropout, Flatten and
                their functions one after the other, in Sequential or in a forward of their own
  Keras         Sequential of Dense, ReLU, LeakyReLU, Dropout, Flatten, Normalization, Rescaling and BatchNormalization

Before anything is written, the network is compared with the model's own predictions at 100 points. Needs NumPy and the model's
own package, nothing else, and the folder knotwork_models beside this file.
"""

import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

try:
    from knotwork_models.export import Unsupported, load, network, write
except ModuleNotFoundError as error:
    if error.name != "knotwork_models":
        raise
    sys.exit("error: the folder knotwork_models is missing; copy it together with knotwork_export.py")

__all__ = ["Unsupported", "load", "network", "write"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a .pkl, .pickle, .joblib, .pt, .pth, .keras or .h5 file that you trust")
    parser.add_argument("-o", "--output", default="-", help="the JSON file to write; - is standard output")
    arguments = parser.parse_args()
    try:
        write(load(arguments.model), arguments.output)
    except (Unsupported, OSError, ImportError) as error:
        sys.exit(f"error: {arguments.model}: {error}")


if __name__ == "__main__":
    main()
