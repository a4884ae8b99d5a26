"""Writes tests/fixtures/unetParity.json: what a plain PyTorch UNet2DModel (diffusers, DDPM settings) computes.

Written from diffusers' definition, not from src/nn, so that the two can only agree by both being right.
Run: python3 tools/parity/unetReference.py && npx oxfmt tests/fixtures/unetParity.json
PyTorch 1.13 made the fixture that is committed. Neither the product nor its tests need Python.
"""

import json
import math
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

FIXTURE = Path(__file__).parents[2] / "tests" / "fixtures" / "unetParity.json"
STEPS = 20
LEARNING_RATE = 1e-3
NORM_EPS = 1e-6

CASES = [
    # The product's smallest network, as unetConfig("XS", 8, 3) gives it.
    dict(imageSize=8, imageChannels=3, channels=[8, 16], layers=1, groups=4, t=[1, 500]),
    # Every width another, several blocks to a resolution, grey, an odd side at the coarsest.
    dict(imageSize=12, imageChannels=1, channels=[8, 12, 16], layers=2, groups=4, t=[37, 1000]),
    # Told a class, and told that there is none.
    dict(imageSize=8, imageChannels=1, channels=[8, 16], layers=1, groups=4, classes=3, labels=[1, 3], t=[4, 700]),
]


def pattern(name, count):
    """Numbers in -1..1 that depend on the name alone: FNV-1a of the name seeds a linear congruential generator."""
    state = 2166136261
    for letter in name.encode():
        state = (state ^ letter) * 16777619 % 2**32
    values = []
    for _ in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        values.append(state / 2**31 - 1)
    return torch.tensor(values, dtype=torch.float64)


class Timesteps(nn.Module):
    """Sines, then cosines (flip_sin_to_cos False); freq_shift 1."""

    def __init__(self, dim):
        super().__init__()
        self.half = dim // 2

    def forward(self, timestep):
        exponent = -math.log(10000) * torch.arange(self.half, dtype=torch.float64) / (self.half - 1)
        angle = timestep[:, None].double() * torch.exp(exponent)[None, :]
        return torch.cat([torch.sin(angle), torch.cos(angle)], dim=-1)


class TimestepEmbedding(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.linear_1 = nn.Linear(dim, hidden)
        self.linear_2 = nn.Linear(hidden, hidden)

    def forward(self, x):
        return self.linear_2(F.silu(self.linear_1(x)))


class ResnetBlock2D(nn.Module):
    def __init__(self, cin, cout, temb, groups):
        super().__init__()
        self.norm1 = nn.GroupNorm(groups, cin, eps=NORM_EPS)
        self.conv1 = nn.Conv2d(cin, cout, 3, padding=1)
        self.time_emb_proj = nn.Linear(temb, cout)
        self.norm2 = nn.GroupNorm(groups, cout, eps=NORM_EPS)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)
        if cin != cout:
            self.conv_shortcut = nn.Conv2d(cin, cout, 1)

    def forward(self, x, temb):
        h = self.conv1(F.silu(self.norm1(x)))
        h = h + self.time_emb_proj(F.silu(temb))[:, :, None, None]
        h = self.conv2(F.silu(self.norm2(h)))
        return (self.conv_shortcut(x) if hasattr(self, "conv_shortcut") else x) + h


class Attention(nn.Module):
    """One head over all pixels (attention_head_dim None), with its residual connection."""

    def __init__(self, channels, groups):
        super().__init__()
        self.group_norm = nn.GroupNorm(groups, channels, eps=NORM_EPS)
        self.to_q = nn.Linear(channels, channels)
        self.to_k = nn.Linear(channels, channels)
        self.to_v = nn.Linear(channels, channels)
        self.to_out = nn.ModuleList([nn.Linear(channels, channels)])

    def forward(self, x):
        b, c, h, w = x.shape
        tokens = self.group_norm(x).view(b, c, h * w).transpose(1, 2)
        q, k, v = self.to_q(tokens), self.to_k(tokens), self.to_v(tokens)
        weights = torch.softmax(torch.bmm(q, k.transpose(1, 2)) * c**-0.5, dim=-1)
        out = self.to_out[0](torch.bmm(weights, v))
        return out.transpose(1, 2).reshape(b, c, h, w) + x


class Downsample2D(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, stride=2, padding=0)

    def forward(self, x):
        return self.conv(F.pad(x, (0, 1, 0, 1)))


class Upsample2D(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


class DownBlock(nn.Module):
    """DownBlock2D, or AttnDownBlock2D with attention after every resnet."""

    def __init__(self, cin, cout, temb, layers, groups, attention, downsample):
        super().__init__()
        self.resnets = nn.ModuleList(
            [ResnetBlock2D(cin if i == 0 else cout, cout, temb, groups) for i in range(layers)]
        )
        if attention:
            self.attentions = nn.ModuleList([Attention(cout, groups) for _ in range(layers)])
        if downsample:
            self.downsamplers = nn.ModuleList([Downsample2D(cout)])

    def forward(self, x, temb):
        skips = []
        for i, resnet in enumerate(self.resnets):
            x = resnet(x, temb)
            if hasattr(self, "attentions"):
                x = self.attentions[i](x)
            skips.append(x)
        if hasattr(self, "downsamplers"):
            x = self.downsamplers[0](x)
            skips.append(x)
        return x, skips


class UNetMidBlock2D(nn.Module):
    def __init__(self, channels, temb, groups):
        super().__init__()
        self.resnets = nn.ModuleList([ResnetBlock2D(channels, channels, temb, groups) for _ in range(2)])
        self.attentions = nn.ModuleList([Attention(channels, groups)])

    def forward(self, x, temb):
        return self.resnets[1](self.attentions[0](self.resnets[0](x, temb)), temb)


class UpBlock(nn.Module):
    """UpBlock2D, or AttnUpBlock2D: one resnet more than on the way down, each fed the latest skip."""

    def __init__(self, cin, cprevious, cout, temb, layers, groups, attention, upsample):
        super().__init__()
        resnets = []
        for i in range(layers):
            skip = cin if i == layers - 1 else cout
            resnets.append(ResnetBlock2D((cprevious if i == 0 else cout) + skip, cout, temb, groups))
        self.resnets = nn.ModuleList(resnets)
        if attention:
            self.attentions = nn.ModuleList([Attention(cout, groups) for _ in range(layers)])
        if upsample:
            self.upsamplers = nn.ModuleList([Upsample2D(cout)])

    def forward(self, x, skips, temb):
        for i, resnet in enumerate(self.resnets):
            x = resnet(torch.cat([x, skips.pop()], 1), temb)
            if hasattr(self, "attentions"):
                x = self.attentions[i](x)
        return self.upsamplers[0](x) if hasattr(self, "upsamplers") else x


class UNet2DModel(nn.Module):
    """Attention at the coarsest resolution only."""

    def __init__(self, image_channels, channels, layers, groups, classes=None):
        super().__init__()
        temb, last = 4 * channels[0], len(channels) - 1
        self.conv_in = nn.Conv2d(image_channels, channels[0], 3, padding=1)
        self.time_proj = Timesteps(channels[0])
        self.time_embedding = TimestepEmbedding(channels[0], temb)
        if classes is not None:
            # num_class_embeds = classes + 1: the last row is the null class of classifier-free guidance.
            self.class_embedding = nn.Embedding(classes + 1, temb)
        self.down_blocks = nn.ModuleList(
            DownBlock(channels[max(i - 1, 0)], c, temb, layers, groups, attention=i == last, downsample=i < last)
            for i, c in enumerate(channels)
        )
        self.mid_block = UNetMidBlock2D(channels[-1], temb, groups)
        up = channels[::-1]
        self.up_blocks = nn.ModuleList(
            UpBlock(
                up[min(i + 1, last)], up[max(i - 1, 0)], c, temb, layers + 1, groups,
                attention=i == 0, upsample=i < last,
            )
            for i, c in enumerate(up)
        )  # fmt: skip
        self.conv_norm_out = nn.GroupNorm(groups, channels[0], eps=NORM_EPS)
        self.conv_out = nn.Conv2d(channels[0], image_channels, 3, padding=1)

    def forward(self, x, timestep, class_labels=None):
        temb = self.time_embedding(self.time_proj(timestep))
        if hasattr(self, "class_embedding"):
            temb = temb + self.class_embedding(class_labels)
        x = self.conv_in(x)
        skips = [x]
        for block in self.down_blocks:
            x, more = block(x, temb)
            skips += more
        x = self.mid_block(x, temb)
        for block in self.up_blocks:
            x = block(x, skips, temb)
        return self.conv_out(F.silu(self.conv_norm_out(x)))


def fill(model):
    """Weights of variance 1 / fan-in; biases and GroupNorm off their neutral values, so that none can be left out."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            values = pattern(name, parameter.numel()).view(parameter.shape)
            if parameter.dim() > 1:
                parameter.copy_(math.sqrt(3 / parameter[0].numel()) * values)
            else:
                is_scale = "norm" in name and name.endswith(".weight")
                parameter.copy_((1 if is_scale else 0) + 0.2 * values)


def rounded(values):
    return [float(f"{value:.8g}") for value in values]


def measure(case):
    model = UNet2DModel(
        case["imageChannels"], case["channels"], case["layers"], case["groups"], case.get("classes")
    )
    model = model.double()
    fill(model)
    shape = (len(case["t"]), case["imageSize"], case["imageSize"], case["imageChannels"])
    x = pattern("x", math.prod(shape)).view(shape).permute(0, 3, 1, 2)
    eps = 1.5 * pattern("eps", math.prod(shape)).view(shape)
    timestep = torch.tensor(case["t"]) - 1
    labels = torch.tensor(case["labels"]) if "labels" in case else None
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8)

    losses = []
    for step in range(STEPS + 1):
        optimizer.zero_grad()
        output = model(x, timestep, labels).permute(0, 2, 3, 1)
        loss = torch.mean((output - eps) ** 2)
        losses.append(loss.item())
        loss.backward()
        if step == 0:
            first_output = output.detach().flatten().tolist()
            gradients = {name: summary(name, p.grad.flatten()) for name, p in model.named_parameters()}
        optimizer.step()
    return dict(**case, output=rounded(first_output), losses=rounded(losses), gradients=gradients)


def summary(name, gradient):
    """L2 norm, derivative in a direction of its own (which, unlike the norm, sees each value's place), first four values."""
    along = torch.dot(gradient, pattern(name + ".direction", gradient.numel()))
    return rounded([gradient.norm().item(), along.item(), *gradient[:4].tolist()])


if __name__ == "__main__":
    cases = [measure(case) for case in CASES]
    FIXTURE.write_text(json.dumps(dict(learningRate=LEARNING_RATE, cases=cases)) + "\n")
    for case in cases:
        print(len(case["gradients"]), "parameters", len(case["output"]), "outputs; losses", case["losses"])
