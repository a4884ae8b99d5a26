import { useLayoutEffect, useState } from "react";
import type { ReactNode } from "react";
import styles from "./CurveChart.module.css";
import { useSize } from "./useSize.ts";

/** Pixels of a chart whose x axis is the scrubber's: inset by half a thumb at both ends. */
export interface ChartArea {
  readonly width: number;
  readonly height: number;
  /** Size of the texts in it. */
  readonly fontSize: number;
  /** Place on the axis, 0..1, to x in pixels. */
  x(at: number): number;
  /** 0 at the bottom line, 1 at the top line. */
  y(value: number): number;
}

interface CurveChartProps {
  readonly label: string;
  readonly topText?: string;
  readonly bottomText?: string;
  children(area: ChartArea): ReactNode;
}

const TOP = 6;
const BOTTOM = 4;
const TEXT_REM = 0.8125;

/** The frame of a chart on the room's axis: two ruled lines with their values; what is drawn inside gets the scales. */
export function CurveChart({ label, topText, bottomText, children }: CurveChartProps) {
  const [ref, { width, height }] = useSize<SVGSVGElement>();
  const [inset, setInset] = useState(0);
  const [fontSize, setFontSize] = useState(0);
  useLayoutEffect(() => {
    if (!ref.current) return;
    setInset(thumbWidth(ref.current) / 2);
    setFontSize(TEXT_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  }, [ref, width]);
  const area: ChartArea = {
    width,
    height,
    fontSize,
    x: (at) => inset + (width - 2 * inset) * at,
    y: (value) => height - BOTTOM - (height - TOP - BOTTOM) * value,
  };
  return (
    <svg ref={ref} className={styles.chart} role="img" aria-label={label}>
      {width > 0 && (
        <>
          <path className={styles.line} d={`M${area.x(0)} ${area.y(0)}H${area.x(1)}`} />
          <path className={styles.gridLine} d={`M${area.x(0)} ${area.y(1)}H${area.x(1)}`} />
          {topText && (
            <text x={area.x(0) - 7} y={area.y(1) + 4} textAnchor="end">
              {topText}
            </text>
          )}
          {bottomText && (
            <text x={area.x(0) - 7} y={area.y(0) + 3} textAnchor="end">
              {bottomText}
            </text>
          )}
          {children(area)}
        </>
      )}
    </svg>
  );
}

/** An SVG path through points in pixels. */
export function linePath(points: readonly (readonly [x: number, y: number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

function thumbWidth(element: Element): number {
  return Number.parseFloat(getComputedStyle(element).getPropertyValue("--thumb"));
}
