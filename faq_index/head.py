"""The linear head: a logistic regression over entries, fitted on their texts.

Its logits tell apart what is alike, and are small for what is like nothing in the content (the
largest logit of a question separates known from unknown better than its probability does:
Hendrycks et al. 2022, "Scaling Out-of-Distribution Detection").
"""

from dataclasses import dataclass

import numpy as np

from faq_index.search import Matrix, Numbers

STRENGTH = 30.0
"""scikit-learn's C: how closely the head follows the texts."""
MANY_ENTRIES = 300
DIRECTIONS = 512
"""With many entries the head is fitted in the texts' first principal directions: half the time, and
as good (1,050 entries: 90.0% against 90.0%; 384 directions 90.1%, 256 89.2%)."""

NEAR_ENOUGH = 3e-4
"""The gradient at which the fit of many entries ends: scikit-learn's 1e-4 takes a quarter longer
and finds no more (1,000 questions about as many entries: 94.7 and 94.8%; 5e-4 finds 93.0)."""


@dataclass(frozen=True)
class Head:
    """One row of weights an entry, with its bias in the last column."""

    rows: Matrix

    def logits(self, vectors: Matrix) -> Matrix:
        """Return the logit of each entry for each row of vectors."""
        return np.asarray(vectors @ self.rows[:, :-1].T + self.rows[:, -1], np.float32)


def fit(vectors: Matrix, labels: Numbers) -> Head:
    """Fit a head on vectors labelled 0, 1, 2 …, each present; the last label is the background.

    Every entry weighs the same, however many phrasings its editor wrote: otherwise the talkative
    entries draw their neighbours' questions to themselves. The background has no row in the result.

    Takes about two seconds for 100 entries, and half a minute for 1,000.
    """
    from sklearn.linear_model import LogisticRegression

    many = labels.max() > MANY_ENTRIES
    if many and vectors.shape[1] > DIRECTIONS:
        directions = _principal(vectors)
        within = fit(vectors @ directions, labels).rows
        return Head(np.hstack([within[:, :-1] @ directions.T, within[:, -1:]]))
    counts = np.bincount(labels)
    weight = np.median(counts[:-1]) / counts
    weight[-1] = 1.0  # the background is as large as it is on purpose
    model = LogisticRegression(C=STRENGTH, max_iter=200, tol=NEAR_ENOUGH if many else 1e-4)
    model.fit(vectors, labels, sample_weight=weight[labels])
    weights, bias = model.coef_, model.intercept_
    if len(bias) == 1:
        # Between two labels scikit-learn keeps one row only, that of the second.
        weights, bias = np.vstack([-weights, weights]) / 2, np.append(-bias, bias) / 2
    return Head(np.hstack([weights, bias[:, None]])[:-1].astype(np.float32))


def _principal(vectors: Matrix) -> Matrix:
    """Return the directions in which the rows differ most, one a column."""
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    return np.ascontiguousarray(directions[:, -DIRECTIONS:])


def carried_over(old: Head, places: Numbers) -> Head:
    """Return a head for other entries: `places` has each one's row in the old head, or -1.

    What has no row there is unknown to the head until it is fitted.
    """
    rows = np.zeros((len(places), old.rows.shape[1]), np.float32)
    known = places >= 0
    rows[known] = old.rows[places[known]]
    return Head(rows)
