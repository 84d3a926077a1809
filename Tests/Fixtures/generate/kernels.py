"""Writes reference/kernels.json and reference/tiny_llama.json.

Independent reference for the rooms Kernels and Training: forward formulas written here in float64,
gradients by JAX's automatic differentiation. Needs Python 3.11 with jax 0.10 (CPU):

    pip install jax==0.10.2 && python kernels.py
"""

import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "reference"
RANDOM = np.random.default_rng(20261122)


def draw(*shape, scale=1.0):
    """Normal values that float32 holds exactly."""
    return RANDOM.normal(0, scale, shape).astype(np.float32).astype(np.float64)


def flat(array):
    return [float(str(np.float32(v))) for v in np.asarray(array).reshape(-1)]


def rmsnorm(x, w, epsilon):
    return x / jnp.sqrt(jnp.mean(x * x, axis=-1, keepdims=True) + epsilon) * w


def rope(x, first, base):
    """x (T, heads, D), pairs (2i, 2i+1)."""
    t, _, d = x.shape
    angle = (first + jnp.arange(t))[:, None] * base ** (-jnp.arange(0, d, 2) / d)
    c, s = jnp.cos(angle)[:, None, :], jnp.sin(angle)[:, None, :]
    a, b = x[..., 0::2], x[..., 1::2]
    return jnp.stack([a * c - b * s, a * s + b * c], axis=-1).reshape(x.shape)


def swiglu(gate, up):
    return gate / (1 + jnp.exp(-gate)) * up


def attention(q, k, v):
    """q (T, H, D); k, v (T, KV, D)."""
    t, h, d = q.shape
    k, v = (jnp.repeat(m, h // m.shape[1], axis=1) for m in (k, v))
    scores = jnp.einsum("thd,shd->hts", q, k) / jnp.sqrt(d)
    scores = jnp.where(jnp.tril(jnp.ones((t, t), bool)), scores, -jnp.inf)
    return jnp.einsum("hts,shd->thd", jax.nn.softmax(scores, axis=-1), v)


def cross_entropy(logits, targets):
    lse = jax.scipy.special.logsumexp(logits, axis=-1)
    return lse - logits[jnp.arange(len(targets)), jnp.array(targets)]


def backward(function, dout, *inputs):
    out, pull = jax.vjp(function, *inputs)
    return out, pull(dout)


def kernels():
    result = {}
    x, w, dout = draw(3, 13), draw(13), draw(3, 13)
    out, (dx, dw) = backward(lambda x, w: rmsnorm(x, w, 1e-5), dout, x, w)
    result["rmsnorm"] = dict(x=x, weight=w, dout=dout, out=out, dx=dx, dweight=dw)
    x = draw(5, 2, 6)
    result["rope"] = dict(x=x, out=rope(x, 40, 10000.0))
    gate, up, dout = draw(19, scale=3), draw(19), draw(19)
    out, (dgate, dup) = backward(swiglu, dout, gate, up)
    result["swiglu"] = dict(gate=gate, up=up, dout=dout, out=out, dgate=dgate, dup=dup)
    x = draw(4, 11, scale=4)
    result["softmax"] = dict(x=x, out=jax.nn.softmax(x, axis=-1))
    logits, targets = draw(4, 21, scale=3), [0, 20, 7, 13]
    losses, (dlogits,) = backward(lambda x: cross_entropy(x, targets), np.full(4, 0.25), logits)
    result["crossEntropy"] = dict(logits=logits, targets=targets, losses=losses, dlogits=dlogits)
    # 70 rows: more than one block of query rows.
    t, h, kv, d = 70, 2, 1, 4
    joined, dout = draw(t, (h + 2 * kv) * d), draw(t, h, d)

    def attend(joined):
        m = joined.reshape(t, h + 2 * kv, d)
        return attention(m[:, :h], m[:, h : h + kv], m[:, h + kv :])

    out, (djoined,) = backward(attend, dout, joined)
    result["attention"] = dict(joined=joined, dout=dout, out=out, djoined=djoined)
    p, m, v = draw(11), np.zeros(11), np.zeros(11)
    start, gradients = p, []
    for step in range(1, 4):
        g = draw(11)
        gradients.append(g)
        d = g * 0.5
        m, v = 0.9 * m + 0.1 * d, 0.95 * v + 0.05 * d * d
        root = np.sqrt(v / (1 - 0.95**step)) + 1e-8
        p = p - 0.01 * 0.1 * p - 0.01 * m / (1 - 0.9**step) / root
    result["adamw"] = dict(start=start, gradients=np.stack(gradients), end=p, m=m, v=v)
    return result


CONFIGURATION = dict(V=13, C=16, L=2, H=4, KV=2, F=24, base=10000.0, epsilon=1e-5)


def shapes(c, tied):
    kv = c["KV"] * c["C"] // c["H"]
    yield "token_embd.weight", (c["V"], c["C"])
    for layer in range(c["L"]):
        for part, shape in [
            ("attn_norm", (c["C"],)), ("attn_q", (c["C"], c["C"])), ("attn_k", (kv, c["C"])),
            ("attn_v", (kv, c["C"])), ("attn_output", (c["C"], c["C"])), ("ffn_norm", (c["C"],)),
            ("ffn_gate", (c["F"], c["C"])), ("ffn_up", (c["F"], c["C"])),
            ("ffn_down", (c["C"], c["F"])),
        ]:
            yield f"blk.{layer}.{part}.weight", shape
    yield "output_norm.weight", (c["C"],)
    if not tied:
        yield "output.weight", (c["V"], c["C"])


def llama_loss(p, c, tokens, start):
    """The mean of -log p(token) over tokens[start:]."""
    inputs = jnp.array(tokens[:-1])
    t, d = len(tokens) - 1, c["C"] // c["H"]
    x = p["token_embd.weight"][inputs]
    for layer in range(c["L"]):
        w = lambda part: p[f"blk.{layer}.{part}.weight"]
        n = rmsnorm(x, w("attn_norm"), c["epsilon"])
        q = rope((n @ w("attn_q").T).reshape(t, c["H"], d), 0, c["base"])
        k = rope((n @ w("attn_k").T).reshape(t, c["KV"], d), 0, c["base"])
        v = (n @ w("attn_v").T).reshape(t, c["KV"], d)
        x = x + attention(q, k, v).reshape(t, c["C"]) @ w("attn_output").T
        n = rmsnorm(x, w("ffn_norm"), c["epsilon"])
        x = x + swiglu(n @ w("ffn_gate").T, n @ w("ffn_up").T) @ w("ffn_down").T
    x = rmsnorm(x, p["output_norm.weight"], c["epsilon"])
    logits = x @ p.get("output.weight", p["token_embd.weight"]).T
    return cross_entropy(logits[start - 1 :], tokens[start:]).mean()


def tiny_llama(tied):
    c = CONFIGURATION
    parameters = {
        name: draw(*shape, scale=0.4) + (1 if len(shape) == 1 else 0)
        for name, shape in shapes(c, tied)
    }
    parameters = {k: v.astype(np.float32).astype(np.float64) for k, v in parameters.items()}
    tokens, start = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 12], 4
    loss, gradients = jax.value_and_grad(llama_loss)(parameters, c, tokens, start)
    return dict(
        configuration=c, tokens=tokens, responseStart=start, loss=float(loss),
        parameters={k: flat(v) for k, v in parameters.items()},
        gradients={k: flat(gradients[k]) for k in parameters},
    )


def main():
    def plain(value):
        return value if isinstance(value, list) else flat(value)

    text = {k: {n: plain(v) for n, v in case.items()} for k, case in kernels().items()}
    (FOLDER / "kernels.json").write_text(json.dumps(text) + "\n")
    models = dict(tied=tiny_llama(True), untied=tiny_llama(False))
    (FOLDER / "tiny_llama.json").write_text(json.dumps(models) + "\n")


main()
