"""Continues the training of the diffusion model in this folder, on one or many GPUs.

    pip install -r requirements.txt
    accelerate launch train.py --data DATASET.json --steps 20000 --out continued

--data is a dataset of Noise & Back (its .json, with the .png beside it) or a folder of images, where the names of
subfolders are the classes. The result is a folder like this one, which Noise & Back opens again.
"""

import argparse
import json
import math
import shutil
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from accelerate import Accelerator
from accelerate.utils import set_seed
from diffusers import DDPMPipeline, DDPMScheduler, UNet2DModel
from diffusers.training_utils import EMAModel
from PIL import Image, ImageOps
from torch.utils.data import DataLoader, RandomSampler, TensorDataset

HERE = Path(__file__).resolve().parent
FACTS = "noise_and_back.json"
SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".bmp"}


def load_images(path, size, channels, held_out=()):
    """Images [N,C,size,size] in [-1,1], and the index of each one's class, or -1."""
    if path.is_dir():
        images, labels = from_folder(path, size, channels)
    else:
        images, labels = from_manifest(path, size)
    if images.shape[1] != channels:
        raise SystemExit(f"{path}: images of {images.shape[1]} channels, the model has {channels}")
    keep = torch.ones(len(images), dtype=torch.bool)
    keep[[index for index in held_out if index < len(images)]] = False
    return images[keep] / 127.5 - 1, labels[keep]


def from_manifest(path, size):
    """A dataset of Noise & Back: each row of pixels of the PNG is one image."""
    manifest = json.loads(path.read_text(encoding="utf-8"))
    channels, side = manifest["channels"], manifest["size"]
    sheet = Image.open(path.with_suffix(".png")).convert("L" if channels == 1 else "RGB")
    pixels = np.asarray(sheet, dtype=np.float32).reshape(manifest["count"], side, side, channels)
    labels = torch.tensor([int(digit, 36) for digit in manifest["labels"]])
    return shrink(torch.from_numpy(pixels).permute(0, 3, 1, 2), size), labels


def shrink(images, size):
    """Each pixel the average of the area it covers, rounded: what the page trained on."""
    side = images.shape[-1]
    if size > side:
        raise SystemExit(f"the images are {side} pixels wide, the model's {size}")
    edges = torch.arange(size + 1) * side / size
    pixels = torch.arange(side)
    cover = torch.minimum(edges[1:, None], pixels + 1) - torch.maximum(edges[:-1, None], pixels)
    weights = cover.clamp(min=0) * size / side
    return (weights @ images @ weights.T).round()


def from_folder(path, size, channels):
    """Every image below the folder, cut to a square; the names of the subfolders, sorted, are the classes."""
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES)
    if not files:
        raise SystemExit(f"{path}: no images")
    names = sorted({file.parent.name for file in files if file.parent != path})
    images = []
    for file in files:
        image = ImageOps.fit(Image.open(file).convert("L" if channels == 1 else "RGB"), (size, size), Image.BOX)
        images.append(np.asarray(image, dtype=np.float32).reshape(size, size, channels))
    labels = [names.index(file.parent.name) if file.parent != path else -1 for file in files]
    return torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2), torch.tensor(labels)


def predict(unet, x, t, labels):
    return (unet(x, t) if labels is None else unet(x, t, class_labels=labels)).sample


def loss_of(unet, scheduler, x0, labels, weights=None):
    """The squared error of what the model predicts (the noise, x0, or v), weighed at each t; unweighed it is L_simple."""
    noise = torch.randn_like(x0)
    t = torch.randint(scheduler.config.num_train_timesteps, (len(x0),), device=x0.device)
    target = {
        "epsilon": lambda: noise,
        "sample": lambda: x0,
        "v_prediction": lambda: scheduler.get_velocity(x0, noise, t),
    }[scheduler.config.prediction_type]()
    prediction = predict(unet, scheduler.add_noise(x0, noise, t), t, labels)
    errors = F.mse_loss(prediction, target, reduction="none").flatten(1).mean(1)
    return (errors if weights is None else weights[t] * errors).mean()


@torch.no_grad()
def sample(unet, scheduler, count, labels=None, guidance=1.0, steps=None, seed=0):
    """Images [count,C,H,W] in [-1,1], in at most all of T steps, or all if not given.

    Guidance 1 is the class alone, 0 any class, more goes beyond the class.
    """
    shape = (count, unet.config.in_channels, unet.config.sample_size, unet.config.sample_size)
    device = next(unet.parameters()).device
    generator = torch.Generator().manual_seed(seed)
    null = None
    if unet.config.num_class_embeds is not None:
        null = torch.full((count,), unet.config.num_class_embeds - 1, device=device)
        labels = null if labels is None else labels.to(device)
    x = torch.randn(shape, generator=generator).to(device)
    T = scheduler.config.num_train_timesteps
    scheduler.set_timesteps(min(steps or T, T))
    for t in scheduler.timesteps:
        output = predict(unet, x, t, labels)
        if null is not None and guidance != 1:
            without = predict(unet, x, t, null)
            output = without + guidance * (output - without)
        x = scheduler.step(output, t, x, generator=generator).prev_sample
    return x


def sheet(images, columns=8):
    """One picture of all images, side by side."""
    pixels = ((images.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).cpu().numpy()
    rows = math.ceil(len(pixels) / columns)
    _, height, width, channels = pixels.shape
    page = np.zeros((rows * columns, height, width, channels), dtype=np.uint8)
    page[: len(pixels)] = pixels
    page = page.reshape(rows, columns, height, width, channels).swapaxes(1, 2)
    return Image.fromarray(page.reshape(rows * height, columns * width, channels).squeeze())


def sample_sheet(unet, scheduler, args):
    """Eight of each class, one class a row; 64 of a model without classes."""
    classes = (unet.config.num_class_embeds or 1) - 1
    labels = torch.arange(classes).repeat_interleave(8) if classes else None
    count = 8 * classes if classes else 64
    return sheet(sample(unet, scheduler, count, labels, args.guidance, args.sample_steps, args.seed))


def save(unet, scheduler, facts, args, name):
    """A folder like this one, with a sheet of samples."""
    DDPMPipeline(unet=unet, scheduler=scheduler).save_pretrained(args.out)
    (args.out / FACTS).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    for file in ("train.py", "train.ipynb", "requirements.txt"):
        if (HERE / file).exists() and args.out.resolve() != HERE:
            shutil.copy(HERE / file, args.out / file)
    sample_sheet(unet, scheduler, args).save(args.out / name)


def facts_after(facts, steps, batch, args):
    """What is told of the training once it went on; these go before the configuration of the page, which is kept."""
    told = {"steps": facts["steps"] + steps, "batch": batch, "learning_rate": args.lr, "seed": args.seed}
    return {**facts, **told, "weights": "ema"}


def parse_args(facts):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--data", type=Path, required=True, help="dataset.json of Noise & Back, or a folder of images")
    add("--out", type=Path, default=HERE / "continued", help="folder to write")
    add("--steps", type=int, default=10_000, help="training steps to go on for")
    add("--batch", type=int, default=facts["batch"], help="images per step, over all GPUs")
    add("--lr", type=float, default=facts["learning_rate"])
    add("--warmup", type=int, default=100, help="steps over which the learning rate rises")
    add("--save-every", type=int, default=2000)
    add("--sample-steps", type=int, help="steps of a sample, at most T; all of T if not given")
    add("--guidance", type=float, default=2.0, help="strength of the class in the sheet of samples")
    add("--mixed-precision", choices=["no", "fp16", "bf16"], default="no")
    add("--seed", type=int, default=facts["seed"])
    return parser.parse_args()


def main():
    facts = json.loads((HERE / FACTS).read_text(encoding="utf-8"))
    args = parse_args(facts)
    accelerator = Accelerator(mixed_precision=args.mixed_precision)
    set_seed(args.seed, device_specific=True)

    unet = UNet2DModel.from_pretrained(HERE, subfolder="unet")
    scheduler = DDPMScheduler.from_pretrained(HERE, subfolder="scheduler")
    null = None if unet.config.num_class_embeds is None else unet.config.num_class_embeds - 1
    held_out = facts["held_out"] if args.data.stem == facts["dataset"] else ()
    images, labels = load_images(args.data, unet.config.sample_size, unet.config.in_channels, held_out)
    if null is not None and (labels.min() < 0 or labels.max() >= null):
        raise SystemExit(f"{args.data}: classes {labels.min()}..{labels.max()}, the model has 0..{null - 1}")

    weights = facts["loss_weights"] and torch.tensor(facts["loss_weights"], device=accelerator.device)
    ema = EMAModel(unet.parameters(), decay=facts["ema_decay"])
    # The decay's warm-up is over, if it was.
    ema.optimization_step = facts["steps"]
    ema.to(accelerator.device)
    optimizer = torch.optim.Adam(unet.parameters(), lr=args.lr)
    warmup = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, (step + 1) / max(1, args.warmup)))
    batch = max(1, args.batch // accelerator.num_processes)
    data = TensorDataset(images, labels)
    draws = RandomSampler(data, replacement=True, num_samples=args.steps * batch * accelerator.num_processes)
    loader = DataLoader(data, batch_size=batch, sampler=draws)
    unet, optimizer, loader = accelerator.prepare(unet, optimizer, loader)

    mean = None
    for step, (x0, y) in enumerate(loader, start=1):
        if null is None:
            y = None
        else:
            y = torch.where(torch.rand(len(y), device=y.device) < facts["label_dropout"], null, y)
        loss = loss_of(unet, scheduler, x0, y, weights)
        accelerator.backward(loss)
        accelerator.clip_grad_norm_(unet.parameters(), facts["clip_norm"])
        optimizer.step()
        optimizer.zero_grad()
        warmup.step()
        ema.step(unet.parameters())
        mean = loss.detach() if mean is None else torch.lerp(mean, loss.detach(), 0.01)
        if step % 100 == 0:
            accelerator.print(f"step {step}: loss {mean.item():.5f}")
        if accelerator.is_main_process and (step % args.save_every == 0 or step == args.steps):
            plain = accelerator.unwrap_model(unet)
            ema.store(plain.parameters())
            ema.copy_to(plain.parameters())
            now = facts_after(facts, step, batch * accelerator.num_processes, args)
            save(plain, scheduler, now, args, f"samples-{step}.png")
            ema.restore(plain.parameters())
        accelerator.wait_for_everyone()


if __name__ == "__main__":
    main()
