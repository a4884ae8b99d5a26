import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { logSnr, qSampleWeights } from "#diffusion/forward.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";
import { at } from "#math/at.ts";
import { CurveChart, linePath } from "../figures/CurveChart.tsx";
import type { ChartArea } from "../figures/CurveChart.tsx";
import { FigureHead } from "../figures/FigureHead.tsx";
import { freePlace, labelBox } from "../figures/labelPlace.ts";
import type { Box, LabelPlace, Point } from "../figures/labelPlace.ts";
import { FilmStrip } from "../figures/FilmStrip.tsx";
import { Provenance } from "../figures/Provenance.tsx";
import { Var } from "../maths/Symbols.tsx";
import { useNoise } from "../rooms/noiseContext.ts";
import type { NoiseView } from "../rooms/noiseContext.ts";
import { useApp } from "../state/appContext.tsx";
import { useFormat } from "../state/useFormat.ts";
import { useLabel } from "../state/useLabel.ts";
import { useTileCount } from "../state/useTileCount.ts";
import styles from "./NoiseSchedule.module.css";
import { definePanel } from "./panel.ts";

/** log10 of the signal-to-noise ratio that the chart shows, bottom to top. */
const LOG_SNR = { min: -4.4, max: 4 } as const;
const CURVE_POINTS = 120;

/** The schedule as curves over t with markers at the playhead, and the picture at eleven moments. */
function NoiseSchedule() {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useLabel();
  const view = useNoise();
  if (!view) return null;
  const { schedule } = view;
  return (
    <>
      <FigureHead number="1.2" title={t("noise.schedule")}>
        <span className={styles.fact}>
          {label(scheduleById(schedule.id).label)}, <Var>T</Var> = {format.whole(schedule.T)}
        </span>
        <Provenance source={{ kind: "computed" }} />
      </FigureHead>
      <CurveChart label={chartLabel()} topText="1" bottomText="0">
        {(area) => (
          <>
            <Curves schedule={schedule} area={area} playhead={area.x(view.t / schedule.T)} />
            <Markers view={view} area={area} />
          </>
        )}
      </CurveChart>
      <Strip view={view} />
    </>
  );

  function chartLabel(): string {
    if (!view) return "";
    const weights = qSampleWeights(schedule, view.t);
    return t("noise.scheduleLabel", {
      t: format.whole(view.t),
      signal: format.decimal(weights.x0),
      noise: format.decimal(weights.eps),
    });
  }
}

interface CurvesProps {
  readonly schedule: Schedule;
  readonly area: ChartArea;
  /** In pixels. */
  readonly playhead: number;
}

/** The four curves and their names, each beside its own and clear of the others, of each other and of the playhead. */
function Curves({ schedule, area, playhead }: CurvesProps) {
  const { t } = useTranslation();
  const largestBeta = largest(schedule.betas);
  const samples = useMemo(() => sampleCurves(schedule), [schedule]);
  const pointsOf = (value: (s: CurveSample) => number): Point[] =>
    samples.map((s) => [area.x(s.at), area.y(value(s))]);
  const signal = pointsOf((s) => s.signal);
  const noise = pointsOf((s) => s.noise);
  const beta = pointsOf((s) => s.beta);
  const logSnr = pointsOf((s) => s.logSnr);
  const upright: Point[] = [
    [playhead, 0],
    [playhead, area.height],
  ];
  const lines = [signal, noise, beta, logSnr, upright];
  const labels: Box[] = [];
  const betaText = `β ÷ ${Number(largestBeta.toPrecision(2))}`;
  const signalAt = place(signal, 0.13, "√α");
  const noiseAt = place(noise, 0.3, "√(1−α)");
  const betaAt = place(beta, 0.93, betaText, "below");
  const snrAt = place(logSnr, 0.72, t("noise.logSnr"));
  return (
    <>
      <path
        className={styles.signalArea}
        d={`${linePath(signal)}L${area.x(1)} ${area.y(0)}L${area.x(0)} ${area.y(0)}Z`}
      />
      <path className={styles.beta} d={linePath(beta)} />
      <path className={styles.snr} d={linePath(logSnr)} />
      <path className={styles.noise} d={linePath(noise)} />
      <path className={styles.signal} d={linePath(signal)} />
      <text className={styles.noiseText} x={noiseAt.x} y={noiseAt.y} textAnchor={noiseAt.anchor}>
        √(1−<tspan textDecoration="overline">α</tspan>)
      </text>
      <text className={styles.signalText} x={signalAt.x} y={signalAt.y} textAnchor={signalAt.anchor}>
        √<tspan textDecoration="overline">α</tspan>
      </text>
      <text className={styles.betaText} x={betaAt.x} y={betaAt.y} textAnchor={betaAt.anchor}>
        {betaText}
      </text>
      <text className={styles.snrText} x={snrAt.x} y={snrAt.y} textAnchor={snrAt.anchor}>
        {t("noise.logSnr")}
      </text>
    </>
  );

  /** Above or below its curve, inside the chart, near the wanted place of the axis, where no line passes and no name stands. */
  function place(
    curve: readonly Point[],
    wanted: number,
    text: string,
    side: "above" | "below" = "above",
  ): LabelPlace {
    const near = (shift: number): LabelPlace[] => {
      const where = wanted + shift;
      if (where < 0.06 || where > 0.94) return [];
      const [x, y] = at(curve, Math.round(where * (curve.length - 1)));
      const above = Math.max(y - 0.55 * area.fontSize, area.fontSize);
      const below = Math.min(y + 1.4 * area.fontSize, area.y(0) - 3);
      const heights = side === "above" ? [above, below] : [below, above];
      return anchors.flatMap(({ anchor, dx }) => heights.map((y) => ({ x: x + dx, y, anchor })));
    };
    const [first, ...others] = shifts.flatMap(near).filter((spot) => {
      const { left, right } = labelBox(spot, text, area.fontSize);
      return left >= area.x(0) && right <= area.x(1);
    });
    if (!first) return { x: 0, y: 0, anchor: "middle" };
    const spot = freePlace([first, ...others], text, area.fontSize, lines, labels);
    labels.push(labelBox(spot, text, area.fontSize));
    return spot;
  }
}

/** Over its point, or beside it where the curve is steep. */
const anchors = [
  { anchor: "middle", dx: 0 },
  { anchor: "start", dx: 6 },
  { anchor: "end", dx: -6 },
] as const;

/** Distances from the wanted place of a label at which it is tried, nearest first. */
const shifts = Array.from({ length: 41 }, (_, k) => (k % 2 === 0 ? 0.01 : -0.01) * k);

function Markers({ view, area }: { readonly view: NoiseView; readonly area: ChartArea }) {
  const { x0, eps } = qSampleWeights(view.schedule, view.t);
  const x = area.x(view.t / view.schedule.T);
  return (
    <>
      <circle className={styles.signalDot} cx={x} cy={area.y(x0)} r={5} />
      <circle className={styles.noiseDot} cx={x} cy={area.y(eps)} r={5} />
    </>
  );
}

function Strip({ view }: { readonly view: NoiseView }) {
  const { t } = useTranslation();
  const { commands } = useApp();
  const count = useTileCount();
  const { process, schedule, picture } = view;
  const tiles = useMemo(
    () =>
      Array.from({ length: count }, (_, k) => {
        const position = k / (count - 1);
        const timestep = Math.round(position * schedule.T);
        return { position, picture: picture(process.xt(timestep)), label: t("figure.xtAt", { t: timestep }) };
      }),
    [process, schedule, picture, count, t],
  );
  return (
    <FilmStrip tiles={tiles} position={view.t / schedule.T} onSeek={(at) => commands.seek(at * schedule.T)} />
  );
}

interface CurveSample {
  readonly at: number;
  readonly signal: number;
  readonly noise: number;
  /** beta_t as a share of the schedule's largest. */
  readonly beta: number;
  /** log10 of the signal-to-noise ratio, on the chart's 0..1. */
  readonly logSnr: number;
}

function sampleCurves(schedule: Schedule): CurveSample[] {
  const { T, betas } = schedule;
  const largestBeta = largest(betas);
  const count = Math.min(T, CURVE_POINTS);
  return Array.from({ length: count + 1 }, (_, k) => {
    const t = Math.round((k / count) * T);
    const { x0, eps } = qSampleWeights(schedule, t);
    const share = (logSnr(schedule, t) / Math.LN10 - LOG_SNR.min) / (LOG_SNR.max - LOG_SNR.min);
    return {
      at: t / T,
      signal: x0,
      noise: eps,
      beta: at(betas, t) / largestBeta,
      logSnr: Math.min(1, Math.max(0, share)),
    };
  });
}

function largest(betas: Schedule["betas"]): number {
  return betas.reduce((a, b) => Math.max(a, b));
}

export default definePanel({
  id: "noiseSchedule",
  room: "noise",
  place: "score",
  order: 30,
  Component: NoiseSchedule,
});
