import { beforeAll, describe } from "vitest";
import { chooseBackend } from "#engine/backend.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";
import { parityCases } from "../../fixtures/unetParity.ts";
import { testParity } from "../../fixtures/unetParityContract.ts";

describe.each(["webgpu", "webgl"] as const)("on %s", (backend) => {
  beforeAll(async () => {
    const device = await chooseBackend([backend], refuseLoss);
    if (device.backend !== backend) throw new Error(`${device.backend} was chosen`);
  });

  describe.each(parityCases)(
    "PyTorch agrees at $imageSize px, widths $channels, classes $classes, on",
    (parityCase) => {
      testParity(parityCase, { answer: 1e-4, gradient: 1e-3, loss: 1e-4 });
    },
  );
});
