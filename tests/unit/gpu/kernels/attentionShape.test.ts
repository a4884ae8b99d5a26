import { expect, test } from "vitest";
import { attentionGrid } from "#gpu/kernels/attentionShape.ts";

test("there is a thread for each image, four of its tokens and a few vectors of channels", () => {
  const { params, workgroups, workgroupSize, perThread } = attentionGrid({
    batch: 8,
    tokens: 49,
    channels: 40,
  });
  expect(params).toMatchObject({ batch: 8, tokens: 49, vectors: 10, tiles: 13 });
  expect(params.chunks * perThread).toBeGreaterThanOrEqual(params.vectors);
  expect((params.chunks - 1) * perThread).toBeLessThan(params.vectors);
  expect(workgroups[0] * workgroups[1] * workgroupSize[0]).toBeGreaterThanOrEqual(8 * 13 * params.chunks);
});

test("scores are divided by the root of the channels, whether these go by four or not", () => {
  expect(attentionGrid({ batch: 1, tokens: 4, channels: 64 }).params).toMatchObject({
    vectors: 16,
    scale: 1 / 8,
  });
  expect(attentionGrid({ batch: 1, tokens: 4, channels: 9 }).params).toMatchObject({
    vectors: 9,
    scale: 1 / 3,
  });
});
