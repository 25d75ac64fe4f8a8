"""
The small transformer in PyTorch, written from the papers: reference numbers for whole texts.

  python3 tests/training/nano/reference.py > tests/training/nano/reference.json

Run with Python 3.11.2, PyTorch 1.13.0, float64. Weights are made by a formula, so that the tests can make them too:
number k of parameter p, in the order of src/training/nano/model.ts, is 0.5 sin(1.7 k + p), and 1 more in a norm.
"""

import json
import math

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
PIECES, LABELS = 8, 2
END, START = PIECES, PIECES + 1
V, C, D, HEADS, LAYERS, WIDE = PIECES + 2 + LABELS, 6, 8, 2, 2, 16


def parameter(index, rows, columns, is_norm=False):
    values = 0.5 * torch.sin(1.7 * torch.arange(rows * columns) + index).reshape(rows, columns)
    return values + 1 if is_norm else values


tokens, positions = parameter(0, V, D), parameter(1, C, D)
blocks = [
    dict(
        norm1=parameter(2 + 6 * i, 1, D, True),
        qkv=parameter(3 + 6 * i, D, 3 * D),
        out=parameter(4 + 6 * i, D, D),
        norm2=parameter(5 + 6 * i, 1, D, True),
        wide=parameter(6 + 6 * i, D, WIDE),
        narrow=parameter(7 + 6 * i, WIDE, D),
    )
    for i in range(LAYERS)
]
last_norm = parameter(2 + 6 * LAYERS, 1, D, True)


def norm(x, gain):
    return F.layer_norm(x, (D,), gain[0], None, 1e-5)


def hidden(ids):
    """The states after the last norm, (len(ids), D)."""
    n = len(ids)
    x = tokens[ids] + positions[:n]
    past = torch.tril(torch.ones(n, n, dtype=torch.bool))
    for b in blocks:
        heads = lambda m: m.reshape(n, HEADS, D // HEADS).transpose(0, 1)
        q, k, v = (heads(m) for m in (norm(x, b["norm1"]) @ b["qkv"]).split(D, dim=1))
        scores = (q @ k.transpose(1, 2) / math.sqrt(D // HEADS)).masked_fill(~past, -math.inf)
        x = x + (scores.softmax(-1) @ v).transpose(0, 1).reshape(n, D) @ b["out"]
        x = x + F.relu(norm(x, b["norm2"]) @ b["wide"]) ** 2 @ b["narrow"]
    return norm(x, last_norm)


def log_probability(start, pieces, windows):
    """ln P of the pieces and the end; each window is (first token read, tokens predicted: from, to)."""
    text, total = pieces + [END], 0.0
    for first, begin, end in windows:
        logits = hidden([start] + text[first : end - 1]) @ tokens.T
        for i in range(begin, end):
            total += logits[i - first].log_softmax(0)[text[i]].item()
    return total


def mean_state(windows, pieces):
    """Mean of the pieces' states at unit length; each window is (first piece read, pieces counted: from, to)."""
    states = [
        hidden([START] + pieces[first:end])[1 + i - first]
        for first, begin, end in windows
        for i in range(begin, end)
        if pieces[i] != 0
    ]
    mean = torch.stack(states).mean(0)
    return (mean / mean.norm()).tolist()


# A context of 6: a text of at most 5 pieces is one window, with the start before it and the end predicted.
SHORT, UNKNOWN, LONG = [3, 1, 4, 7], [2, 0, 5], [1, 2, 3, 4, 5, 6, 7, 1, 3]
print(
    json.dumps(
        {
            "torch": torch.__version__,
            "logProbabilities": {
                "short, no label": log_probability(START, SHORT, [(0, 0, 5)]),
                "short, label 1": log_probability(START + 2, SHORT, [(0, 0, 5)]),
                "empty": log_probability(START, [], [(0, 0, 1)]),
                "with an unknown piece": log_probability(START, UNKNOWN, [(0, 0, 4)]),
                # Ten tokens with the end: six, then from three back, three and one more.
                "long": log_probability(START, LONG, [(0, 0, 6), (3, 6, 9), (6, 9, 10)]),
            },
            "embeddings": {
                "short": mean_state([(0, 0, 4)], SHORT),
                "with an unknown piece": mean_state([(0, 0, 3)], UNKNOWN),
                # A window's first piece that counts is the one whose successor it is the first to predict.
                "long": mean_state([(0, 0, 5), (3, 5, 8), (6, 8, 9)], LONG),
            },
        },
        indent=1,
    )
)
