import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readModel } from "#engine/readModel.ts";
import { isShipped, shippedModels } from "#ui/files/shippedModels.ts";

const fileOf = (name: string) => readFileSync(new URL(`../../../../public/models/${name}`, import.meta.url));

test.each(shippedModels)(
  "%s is a network of this program, of at most a megabyte, with its card and its samples",
  (name) => {
    const bytes = new Uint8Array(fileOf(`${name}.safetensors`));
    expect(bytes.length).toBeLessThanOrEqual(1e6);
    const { training, shape } = readModel([{ path: `${name}.safetensors`, bytes }]);
    expect(training?.settings.dataset).toBe(name);
    expect(training?.step).toBeGreaterThan(300);
    expect(shape.imageSize).toBe(16);
    const card = fileOf(`${name}.md`).toString();
    for (const fact of ["npm run train -- ", "| seed |", "| loss |", "| time |", "| device |", "| commit |"])
      expect(card).toContain(fact);
    expect(card).not.toContain("with changes");
    for (const step of ["-0", "-100", "-300", ""]) {
      expect(card).toContain(`(${name}${step}.png)`);
      expect(fileOf(`${name}${step}.png`).subarray(1, 4).toString()).toBe("PNG");
    }
  },
);

test("a model that came with the page is told from a file of the same name", () => {
  expect(isShipped("models/pixelfaces.safetensors")).toBe(true);
  expect(isShipped("pixelfaces.safetensors")).toBe(false);
});
