import { expect, test } from "vitest";
import { isFolderPath } from "#checkpoint/diffusers/paths.ts";

test.for([
  ["model_index.json", true],
  ["my model/model_index.json", true],
  ["a/b/unet/config.json", true],
  ["unet/diffusion_pytorch_model.safetensors", true],
  ["top/scheduler/scheduler_config.json", true],
  ["noise_and_back.json", true],
  ["not_model_index.json", false],
  ["unet/diffusion_pytorch_model.bin", false],
  ["config.json", false],
  ["train.py", false],
  ["__MACOSX/top/unet/._config.json", false],
] as const)("%s is read: %s", ([path, isRead]) => {
  expect(isFolderPath(path)).toBe(isRead);
});
