"""Fitting the linear head: a logistic regression over the embeddings of the phrasings."""

import numpy as np

from faq_index.search import Head, Matrix, Numbers

STRENGTH = 30.0
"""scikit-learn's C: how closely the head follows the phrasings."""


def fit(vectors: Matrix, labels: Numbers) -> Head:
    """Fit a head on vectors labelled 0, 1, 2 …, each present; the last label is the background.

    Every entry weighs the same, however many phrasings its editor wrote: otherwise the talkative
    entries draw their neighbours' questions to themselves.

    Takes about a second for 100 entries; importing scikit-learn takes two more the first time.
    """
    from sklearn.linear_model import LogisticRegression

    counts = np.bincount(labels)
    weight = np.median(counts[:-1]) / counts
    weight[-1] = 1.0  # the background is as large as it is on purpose
    model = LogisticRegression(C=STRENGTH, max_iter=500)
    model.fit(vectors, labels, sample_weight=weight[labels])
    weights, bias = model.coef_, model.intercept_
    if len(bias) == 1:
        # Between two labels scikit-learn keeps one row only, that of the second.
        weights, bias = np.vstack([0 * weights, weights]), np.append(0.0, bias)
    return Head(weights.astype(np.float32), bias.astype(np.float32))
