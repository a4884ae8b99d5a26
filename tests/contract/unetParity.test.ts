import { beforeAll, describe } from "vitest";
import { chooseBackend } from "#engine/backend.ts";
import { refuseLoss } from "../fixtures/refuseLoss.ts";
import { parityCases } from "../fixtures/unetParity.ts";
import { testParity } from "../fixtures/unetParityContract.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

// Ten times float32's own error: looser bounds would let another epsilon in the GroupNorms pass.
describe.each(parityCases)(
  "PyTorch agrees at $imageSize px, widths $channels, classes $classes, on",
  (parityCase) => {
    testParity(parityCase, { answer: 1e-5, gradient: 5e-5, loss: 2e-5 });
  },
);
