import { CartesianGrid, XAxis, YAxis } from "recharts";
import type { LogScale } from "./logScale.ts";

/** Distance of the scale's ends from the chart's edges; left and right, the edges are the axis' ends. */
export const lossMargin = { top: 6, bottom: 4, left: 0, right: 0 } as const;

interface LossAxesProps {
  readonly scale: LogScale;
  /** Name of the field that is drawn from left to right, and its range. */
  readonly across: string;
  readonly domain: readonly [from: number, to: number];
}

/** The axes of a chart of losses: a ruled line at each power of ten, its number in the margin, a base line, no more. */
export function LossAxes({ scale, across, domain }: LossAxesProps) {
  return (
    <>
      <CartesianGrid vertical={false} horizontalValues={[...scale.ticks]} stroke="var(--rule-2)" />
      <XAxis
        dataKey={across}
        type="number"
        domain={domain}
        height={1}
        tick={false}
        tickLine={false}
        stroke="var(--rule)"
      />
      <YAxis
        type="number"
        scale="log"
        domain={[scale.min, scale.max]}
        ticks={scale.ticks}
        interval={0}
        allowDataOverflow
        width={1}
        axisLine={false}
        tickLine={false}
        tickMargin={5}
        tickFormatter={String}
      />
    </>
  );
}
