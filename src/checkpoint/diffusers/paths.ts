/** Where diffusers' pipelines keep their parts, and what this program adds. */
export const paths = {
  modelIndex: "model_index.json",
  unetConfig: "unet/config.json",
  schedulerConfig: "scheduler/scheduler_config.json",
  weights: "unet/diffusion_pytorch_model.safetensors",
  training: "noise_and_back.json",
  readme: "README.md",
  script: "train.py",
  notebook: "train.ipynb",
  requirements: "requirements.txt",
} as const;

const endings = [
  paths.modelIndex,
  paths.unetConfig,
  paths.schedulerConfig,
  paths.weights,
  paths.training,
] as const;

/** Whether a file may be part of a model: only these need to be read or unpacked. */
export function isFolderPath(path: string): boolean {
  return endings.some((ending) => path === ending || path.endsWith(`/${ending}`));
}
