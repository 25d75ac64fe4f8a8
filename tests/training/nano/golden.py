"""Reference numbers for the small transformer, by PyTorch in float64.

    /usr/bin/python3 tests/training/nano/golden.py > tests/training/nano/golden.json
    npx prettier --write tests/training/nano/golden.json

Weight k of parameter p, both from 0 and k row-major, is 0.3 sin(1.7 k + p), a gain 1 more. Nothing here is shared with
the code under test: the layers are PyTorch's own, the gradients autograd's, the optimizer torch.optim.AdamW.
"""

import json
import sys

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
V, C, D, HEADS, LAYERS, WIDTH = 11, 6, 8, 2, 2, 16
TEXTS = [[9, 3, 1, 4, 7, 8], [10, 2, 6, 8], [9, 3, 3, 8]]
ADAMW = {"learningRate": 0.01, "weightDecay": 0.1, "beta2": 0.98, "steps": 3}


def named_parameters():
    shapes = {"tokens": (V, D), "positions": (C, D)}
    for i in range(LAYERS):
        shapes |= {
            f"blocks.{i}.attentionNorm": (1, D),
            f"blocks.{i}.queryKeyValue": (D, 3 * D),
            f"blocks.{i}.attentionOut": (D, D),
            f"blocks.{i}.feedForwardNorm": (1, D),
            f"blocks.{i}.feedForwardIn": (D, WIDTH),
            f"blocks.{i}.feedForwardOut": (WIDTH, D),
        }
    shapes["finalNorm"] = (1, D)
    made = {}
    for p, (name, (rows, columns)) in enumerate(shapes.items()):
        numbers = 0.3 * torch.sin(1.7 * torch.arange(rows * columns) + p) + name.endswith("Norm")
        made[name] = numbers.reshape(rows, columns).requires_grad_()
    return made


def hidden_states(w, text):
    """One text at a time, so that nothing is ever filled up: (L, d)."""
    length = len(text)
    x = w["tokens"][text] + w["positions"][:length]
    later = torch.ones(length, length).triu(1).bool()
    for i in range(LAYERS):
        part = {key.split(".")[2]: value for key, value in w.items() if key.startswith(f"blocks.{i}.")}
        qkv = F.layer_norm(x, (D,), part["attentionNorm"][0], eps=1e-5) @ part["queryKeyValue"]
        heads = []
        for head in range(HEADS):
            q, k, v = (qkv[:, s * D :][:, head * D // HEADS : (head + 1) * D // HEADS] for s in range(3))
            scores = (q @ k.T) / (D // HEADS) ** 0.5
            heads.append(F.softmax(scores.masked_fill(later, float("-inf")), dim=1) @ v)
        x = x + torch.cat(heads, dim=1) @ part["attentionOut"]
        inner = F.layer_norm(x, (D,), part["feedForwardNorm"][0], eps=1e-5) @ part["feedForwardIn"]
        x = x + F.relu(inner) ** 2 @ part["feedForwardOut"]
    return F.layer_norm(x, (D,), w["finalNorm"][0], eps=1e-5)


def next_token_loss(w):
    logits = torch.cat([hidden_states(w, text[:-1]) @ w["tokens"].T for text in TEXTS])
    return F.cross_entropy(logits, torch.tensor([token for text in TEXTS for token in text[1:]]))


def means(w):
    return torch.stack([hidden_states(w, text).mean(0) for text in TEXTS])


def flat(tensors):
    return {name: [float(f"{x:.9g}") for x in tensor.flatten().tolist()] for name, tensor in tensors.items()}


def gradients(w):
    return flat({name: t.grad if t.grad is not None else torch.zeros_like(t) for name, t in w.items()})


w = named_parameters()
loss = next_token_loss(w)
loss.backward()
of_loss = gradients(w)

# A head that is no next token: the sum of the mean hidden states, weighted by 1, 2, 3, … row by row.
pooled = named_parameters()
mean = means(pooled)
(mean.flatten() * torch.arange(1, mean.numel() + 1)).sum().backward()

trained = named_parameters()
resting = ("positions", "Norm")
decays = lambda name: 0.0 if name.endswith(resting) else ADAMW["weightDecay"]
optimizer = torch.optim.AdamW(
    [{"params": [t], "weight_decay": decays(name)} for name, t in trained.items()],
    lr=ADAMW["learningRate"],
    betas=(0.9, ADAMW["beta2"]),
    eps=1e-8,
)
norms = []
for _ in range(ADAMW["steps"]):
    optimizer.zero_grad()
    next_token_loss(trained).backward()
    norms.append(torch.nn.utils.clip_grad_norm_(trained.values(), 1.0).item())
    optimizer.step()

json.dump(
    {
        "versions": f"Python {sys.version.split()[0]}, PyTorch {torch.__version__}",
        "shape": dict(
            vocabularySize=V, contextLength=C, dimensions=D, heads=HEADS, layers=LAYERS, feedForwardSize=WIDTH
        ),
        "texts": TEXTS,
        "logitsOfFirst": flat({"": hidden_states(w, TEXTS[0]) @ w["tokens"].T})[""],
        "loss": loss.item(),
        "gradients": of_loss,
        "means": flat({"": mean})[""],
        "pooledGradients": gradients(pooled),
        "adamw": ADAMW,
        "gradientNorms": norms,
        "trained": flat(trained),
    },
    sys.stdout,
)
print()
