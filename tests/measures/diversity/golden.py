"""
The reference numbers of tests/diversity, from the original tools. Prints one line a number; the tests quote them.

  python3 golden.py ORIGINALS

ORIGINALS is a folder with checkouts of vertaix/Vendi-Score (c791c30), cshaib/diversity (25127cc),
BlueWhaleLab/DCScore (eab8bf4), UmeanNever/NovelSum (b594962), neural-dialogue-metrics/Distinct-N (e94edcb), each
named owner+name, and rouge/ with google-research's rouge_scorer. Run with Python 3.11.2, NumPy 1.24.2, SciPy 1.10.1,
scikit-learn 1.2.1, NLTK 3.8, PyTorch 1.13.0. What the originals import but do not need here is replaced by stand-ins:
the embedding models by the fixed matrix below, faiss by a search through all rows.
"""

import gzip
import json
import math
import sys
import types
from pathlib import Path

import numpy as np
import scipy
import scipy.sparse
import scipy.stats

ORIGINALS = Path(sys.argv[1])
HERE = Path(__file__).parent
SENTENCES = json.loads((HERE / "sentences.json").read_text())
TOKENS = [sentence.split() for sentence in SENTENCES]


def embeddings(n=40, d=8):
    """The fixed matrix of fixtures.ts: five directions with noise, in single precision."""
    rows = [
        [math.sin(1.7 * (i % 5) * (k + 1)) + 0.3 * math.sin(i * (k + 2)) + 0.2 for k in range(d)]
        for i in range(n)
    ]
    return np.array(rows, dtype=np.float32)


def stand_in(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module
    return module


def show(name, value):
    print(f"{name}: {value!r}" if not isinstance(value, (float, np.floating)) else f"{name}: {float(value):.15g}")


def lexical():
    sys.path.insert(0, str(ORIGINALS / "neural-dialogue-metrics+Distinct-N"))
    from distinct_n import distinct_n_corpus_level

    for n in (1, 2):
        # from the third word on: the original fails on the text of one word
        show(f"Distinct-N corpus level, n={n}", distinct_n_corpus_level([t for t in TOKENS if len(t) >= 2], n))

    import nltk

    for n in (1, 2, 3, 4):
        grams = [gram for tokens in TOKENS for gram in nltk.ngrams(tokens, n)]
        show(f"nltk.ngrams pooled within texts, unique/total, n={n}", len(set(grams)) / len(grams))

    words, total, size = len({t for ts in TOKENS for t in ts}), sum(map(len, TOKENS)), 30522
    show("EAD formula of EAD.ipynb, V=30522", words / (size * (1 - ((size - 1) / size) ** total)))
    show("EAD formula of EAD.ipynb, V=100", words / (100 * (1 - (99 / 100) ** total)))

    stand_in("sentence_transformers", SentenceTransformer=FixedModel)
    stand_in("evaluate", load=None)
    sys.path.insert(0, str(ORIGINALS / "rouge"))
    from rouge import rouge_scorer

    stand_in("rouge_score", rouge_scorer=rouge_scorer)
    path = ORIGINALS / "cshaib+diversity" / "diversity"
    package = stand_in("diversity")
    package.__path__ = [str(path)]
    from diversity.compression import compression_ratio
    from diversity.homogenization import homogenization_score
    from diversity.ngram_diversity import ngram_diversity_score
    from diversity.self_repetition import self_repetition_score

    show("cshaib ngram_diversity_score of one text, num_n=4", ngram_diversity_score([SENTENCES[8]], 4))
    show("cshaib ngram_diversity_score of all, num_n=4", ngram_diversity_score(SENTENCES, 4))
    show("cshaib self_repetition_score, n=4", self_repetition_score(SENTENCES, 4, verbose=False))
    many = SENTENCES * 20
    show("cshaib compression_ratio, 20 times", compression_ratio(many, "gzip"))
    raw = " ".join(many).encode()
    for level in (6, 9):
        show(f"gzip.compress level {level}, 20 times", len(raw) / len(gzip.compress(raw, level)))
    show("cshaib homogenization_score rougeL (3 digits)", homogenization_score(SENTENCES, "rougel", verbose=False))
    unlike = ["one two", "three four", "five six"]
    show("cshaib homogenization_score of unlike texts", homogenization_score(unlike, "rougel", verbose=False))
    scorer = rouge_scorer.RougeScorer(["rougeL"])
    pairs = [(a, b) for i, a in enumerate(SENTENCES) for b in SENTENCES[:i]]
    show("rouge_score rougeL, mean over pairs", np.mean([scorer.score(a, b)["rougeL"].fmeasure for a, b in pairs]))

    from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu

    smooth = SmoothingFunction().method1
    for n in (1, 2, 3, 4, 5):
        scores = [
            sentence_bleu(TOKENS[:i] + TOKENS[i + 1 :], tokens, (1 / n,) * n, smooth) for i, tokens in enumerate(TOKENS)
        ]
        show(f"nltk sentence_bleu method1, mean, n={n}", float(np.mean(scores)))


class FixedModel:
    def __init__(self, *_):
        pass

    def encode(self, *_, **__):
        return embeddings()


def embedding():
    from sklearn.cluster import KMeans
    from sklearn.metrics.pairwise import cosine_distances
    from sklearn.preprocessing import normalize

    X = embeddings().astype(np.float64)
    distances = cosine_distances(X)
    n = len(X)
    show("sklearn cosine_distances, mean over pairs", distances[np.triu_indices(n, 1)].mean())
    from diversity.embedding import chamfer_dist, remote_clique

    show("cshaib remote_clique (3 digits)", remote_clique(SENTENCES, verbose=False))
    show("sklearn cosine_distances, mean over all", distances.mean())
    show("cshaib chamfer_dist (3 digits)", chamfer_dist(SENTENCES, verbose=False))
    show("sklearn chamfer", (distances + np.eye(n) * 1e9).min(axis=1).mean())
    for k in (1, 5):
        model = KMeans(k, n_init=50, random_state=0).fit(normalize(X))
        show(f"sklearn KMeans({k}) inertia_", model.inertia_)
        _, counts = np.unique(model.labels_, return_counts=True)
        show(f"scipy entropy of its sizes, exp, k={k}", np.exp(scipy.stats.entropy(counts)))

    if not hasattr(scipy.sparse, "csr"):
        scipy.sparse.csr = types.SimpleNamespace(csr_matrix=scipy.sparse.csr_matrix)
    sys.path.insert(0, str(ORIGINALS / "vertaix+Vendi-Score"))
    package = stand_in("vendi_score")
    package.__path__ = [str(ORIGINALS / "vertaix+Vendi-Score" / "vendi_score")]
    from vendi_score import vendi

    show("vendi.score_X(q=1)", vendi.score_X(X))
    show("vendi.score_X(q=2), which ignores q", vendi.score_X(X, q=2))
    for q in (0.5, 1, 2, "inf"):
        show(f"vendi.score_dual(q={q})", vendi.score_dual(X, q=q))
    N = normalize(X)
    for q in (1, 2, "inf"):
        show(f"vendi.score_K(cosine kernel, q={q})", vendi.score_K(N @ N.T, q=q))
    show("vendi.score_dual of 5 rows, q=1", vendi.score_dual(X[:5], q=1))
    K = np.array([[1, 0.9, 0], [0.9, 1, 0], [0, 0, 1]])
    for q in (0.5, 1, 2, "inf"):
        show(f"vendi.score_K(3x3, q={q})", vendi.score_K(K, q=q))
    show("vendi.score of numbers", vendi.score([0, 0, 10, 10, 20, 20], lambda a, b: np.exp(-abs(a - b))))
    A = np.array([[math.cos(i * j + i + j) for j in range(6)] for i in range(6)])
    show("numpy.linalg.eigvalsh(6x6)", [float(v) for v in np.linalg.eigvalsh(A)[::-1]])

    import torch

    stand_in("transformers", AutoTokenizer=None, AutoModel=None, AutoModelForCausalLM=None, LlamaForCausalLM=None)
    tv = stand_in("torchvision")
    tv.models = stand_in("torchvision.models", inception_v3=None)
    tv.transforms = stand_in("torchvision.transforms")
    sys.path.insert(0, str(ORIGINALS / "BlueWhaleLab+DCScore"))
    from dcscore_function import DCScore

    judge = DCScore.__new__(DCScore)
    for tau in (1, 0.1, 0.01):
        show(f"DCScore by embedding, cs, tau={tau}", judge.calculate_dcscore_by_embedding(N, "cs", tau))

    stand_in("faiss")
    sys.path.insert(0, str(ORIGINALS / "UmeanNever+NovelSum"))
    import novelsum
    import utils

    class BruteIndex(utils.FaissIndex):
        def __init__(self, data):
            self.data = np.unique(data.astype(np.float32), axis=0)

        def search(self, query, n_neighbors):
            squares = ((query[:, None, :].astype(np.float64) - self.data[None].astype(np.float64)) ** 2).sum(axis=2)
            squares.sort(axis=1)
            return squares[:, 1 : n_neighbors + 1], None

    def novel(rows, reference, density, neighbors, power):
        densities = BruteIndex(reference).local_density(rows, n_neighbors=neighbors, power=density)
        return novelsum.novelsum(novelsum.compute_cos_distance(rows, torch.device("cpu")), densities, power=power)

    unit = N.astype(np.float32)
    show("NovelSum 0.5, 10, 1", novel(unit, unit, 0.5, 10, 1))
    show("NovelSum 0.25, 5, 2", novel(unit, unit, 0.25, 5, 2))
    show("NovelSum 0, 10, 0", novel(unit, unit, 0, 10, 0))
    show("NovelSum 0.5, 10, 1 of the first 20 in all", novel(unit[:20], unit, 0.5, 10, 1))


if __name__ == "__main__":
    lexical()
    embedding()
    show("scipy.stats.entropy([3, 2, 1], base=2)", scipy.stats.entropy([3, 2, 1], base=2))
