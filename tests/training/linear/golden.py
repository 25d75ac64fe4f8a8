"""Reference values of the linear classifier: python3 golden.py > golden.json (scikit-learn 1.9.1)."""

import json

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

TRAIN = [
    ("the red kite flew high", 0),
    ("a red bird in the sky", 0),
    ("birds fly south in winter", 0),
    ("the blue boat sank", 1),
    ("a boat on the river", 1),
    ("river water is cold in winter", 1),
    ("bread and butter", 2),
    ("warm bread from the oven", 2),
]
TEST = ["a red boat", "cold bread", "birds on the river", "nothing of this kind"]

texts = [text for text, _ in TRAIN]
labels = [label for _, label in TRAIN]
words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\b\w+\b")
characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4))
from scipy.sparse import hstack

X = hstack([words.fit_transform(texts), characters.fit_transform(texts)]).tocsr()
model = LogisticRegression(C=10, tol=1e-8, max_iter=10000).fit(X, labels)
T = hstack([words.transform(TEST), characters.transform(TEST)]).tocsr()
print(
    json.dumps(
        {
            "train": TRAIN,
            "test": TEST,
            "numColumns": X.shape[1],
            "norms": [float(n) for n in T.multiply(T).sum(axis=1).A1],
            "largestWeights": [float(row.max()) if row.nnz else 0 for row in T],
            "probabilities": model.predict_proba(T).tolist(),
        },
        indent=1,
    )
)
