import type { DiffusersModel } from "./model.ts";
import type { TrainingFacts } from "./trainingFacts.ts";

const predictions = {
  eps: "the noise ε",
  x0: "the clean image x₀",
  v: "v = √ᾱ ε − √(1−ᾱ) x₀",
} as const;

/** The model card of a folder, in Markdown: what it holds, how to load it and how to go on. */
export function modelReadme({ unet, betas, prediction }: DiffusersModel, facts: TrainingFacts): string {
  const { imageSize, imageChannels, channels, classes } = unet;
  const size = `${imageSize} x ${imageSize} ${imageChannels === 1 ? "grey" : "colour"} images`;
  return `---
library_name: diffusers
tags: [ddpm, image-generation]
---

# A small diffusion model

A \`UNet2DModel\` for ${size}, trained from nothing in a browser tab by Noise & Back.

| | |
| --- | --- |
| dataset | ${inTable(facts.dataset)} |
| training | ${facts.steps} steps of ${facts.batch} images, learning rate ${facts.learningRate}, seed ${facts.seed} |
| weights | ${facts.averaged ? `averaged (EMA, decay ${facts.emaDecay})` : "as trained, not averaged"} |
| predicts | ${predictions[prediction]} |
| timesteps | ${betas.length - 1} |
| widths | ${channels.join(", ")} |
| classes | ${classes === null ? "none" : `${classes}, and ${classes} itself for "any" (classifier-free guidance)`} |

## Sample

\`\`\`python
${classes === null ? plainSample(betas.length - 1) : guidedSample}
\`\`\`

## Go on with the training

\`\`\`
pip install -r requirements.txt
accelerate launch train.py --data ${isPlain(facts.dataset) ? `${facts.dataset}.json` : "DATASET.json"} --steps 20000 --out continued
\`\`\`

\`train.ipynb\` is the same as a notebook. The folder that comes out opens in the page again.
`;
}

const guidedSample = `import torch
from diffusers import DDPMScheduler, UNet2DModel
from train import sample, sheet  # train.py in this folder: DDPMPipeline itself knows no classes

unet = UNet2DModel.from_pretrained(".", subfolder="unet")
scheduler = DDPMScheduler.from_pretrained(".", subfolder="scheduler")
labels = torch.arange(unet.config.num_class_embeds - 1)
sheet(sample(unet, scheduler, len(labels), labels, guidance=2.0)).save("samples.png")`;

function plainSample(T: number): string {
  return `from diffusers import DDPMPipeline

pipeline = DDPMPipeline.from_pretrained(".")
pipeline(batch_size=4, num_inference_steps=${T}).images[0].save("sample.png")`;
}

function isPlain(name: string): boolean {
  return /^[\w-]+$/.test(name);
}

/** A name that somebody typed, so that it cannot end the cell or become markup. */
function inTable(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N} _.-]/gu, " ");
}
