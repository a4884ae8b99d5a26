"""Times training steps in PyTorch. Tasks come as JSON on standard input, one result a line goes to standard output.

The network is tools/parity/unetReference.py's, the same as ours; nn.Adam, clipping and averaged weights as ours has them.
"""

import json
import statistics
import sys
import time
from os import cpu_count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "parity"))

import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402
from unetReference import UNet2DModel  # noqa: E402

STEPS_MAX = 50
REPEATS_MAX = 5
EMA_DECAY = 0.999
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class SingleTimesteps(nn.Module):
    def __init__(self, timesteps):
        super().__init__()
        self.timesteps = timesteps

    def forward(self, timestep):
        return self.timesteps(timestep).float()


def training_step(config, batch):
    model = UNet2DModel(config["imageChannels"], config["channels"], config["layers"], config["groups"])
    model.time_proj = SingleTimesteps(model.time_proj)
    model.to(DEVICE)
    parameters = list(model.parameters())
    averages = [parameter.detach().clone() for parameter in parameters]
    optimizer = torch.optim.Adam(parameters, lr=1e-3)
    side, channels = config["imageSize"], config["imageChannels"]
    images = torch.rand(batch, channels, side, side, device=DEVICE) * 2 - 1
    alphas_cumprod = torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000, device=DEVICE), 0)

    def step():
        t = torch.randint(0, 1000, (batch,), device=DEVICE)
        eps = torch.randn_like(images)
        share = alphas_cumprod[t][:, None, None, None]
        xt = share.sqrt() * images + (1 - share).sqrt() * eps
        optimizer.zero_grad(set_to_none=True)
        F.mse_loss(model(xt, t), eps).backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        with torch.no_grad():
            torch._foreach_mul_(averages, EMA_DECAY)
            torch._foreach_add_(averages, parameters, alpha=1 - EMA_DECAY)

    return step


def chain_step(channels, size, batch):
    convs = [nn.Conv2d(a, b, 3, padding=1) for a, b in zip(channels, channels[1:])]
    layers = [layer for conv in convs for layer in (conv, nn.SiLU())][:-1]
    model = nn.Sequential(*layers).to(DEVICE)
    images = torch.randn(batch, channels[0], size, size, device=DEVICE)

    def step():
        model.zero_grad(set_to_none=True)
        model(images).square().mean().backward()

    return step


def settle():
    if DEVICE.type == "cuda":
        torch.cuda.synchronize()


def duration(step, steps):
    start = time.perf_counter()
    for _ in range(steps):
        step()
    settle()
    return time.perf_counter() - start


def measure(step, budget):
    first = duration(step, 1)
    warm = min(duration(step, 1) for _ in range(2))
    steps = max(1, min(STEPS_MAX, int(budget / (REPEATS_MAX * warm))))
    repeats = max(1, min(REPEATS_MAX, int(budget / (steps * warm))))
    median = statistics.median(duration(step, steps) for _ in range(repeats))
    return dict(msPerStep=1000 * median / steps, firstStepMs=1000 * first, steps=steps, repeats=repeats)


def fastest(step, budget):
    """On the processor, with one thread or with all: small nets, and busy machines, like one better."""
    if DEVICE.type == "cuda":
        return dict(measure(step, budget), device=torch.cuda.get_device_name())
    results = []
    for threads in sorted({1, cpu_count() or 1}):
        torch.set_num_threads(threads)
        results.append(dict(measure(step, budget), device=f"processor, {threads} threads"))
    return min(results, key=lambda result: result["msPerStep"])


def main():
    for task in json.load(sys.stdin):
        config, batch = task["config"], task["batch"]
        if task["kind"] == "chain":
            step = chain_step(config["channels"], config["size"], batch)
        else:
            step = training_step(config, batch)
        result = fastest(step, task["budgetMs"] / 1000)
        device = f"PyTorch {torch.__version__}, {result.pop('device')}"
        print(json.dumps(dict(net=task["net"], device=device, **result)), flush=True)


main()
