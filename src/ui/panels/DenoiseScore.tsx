import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { at } from "#math/at.ts";
import type { DenoisedFrame } from "#store/session.ts";
import { CurveChart, linePath } from "../figures/CurveChart.tsx";
import type { ChartArea } from "../figures/CurveChart.tsx";
import { FigureHead } from "../figures/FigureHead.tsx";
import { FilmStrip } from "../figures/FilmStrip.tsx";
import { X0Hat, Xt } from "../maths/Symbols.tsx";
import { betChanges } from "../rooms/betChange.ts";
import { useDenoise } from "../rooms/denoiseContext.ts";
import type { DenoiseView } from "../rooms/denoiseContext.ts";
import { framePicture } from "../rooms/framePicture.ts";
import { useTrainingPictures } from "../rooms/useTrainingPictures.ts";
import { useApp, useAppState } from "../state/appContext.tsx";
import { axisOf } from "../state/axis.ts";
import { timestepNearest } from "../state/reverseProcess.ts";
import { useFormat } from "../state/useFormat.ts";
import { useTileCount } from "../state/useTileCount.ts";
import styles from "./DenoiseScore.module.css";
import { definePanel } from "./panel.ts";

/** How the bet narrows down on the way back, and x_t and the bet at eleven moments of it. */
function DenoiseScore() {
  const { t } = useTranslation();
  const view = useDenoise();
  const request = useAppState(({ session }) => session.sampling?.start.request);
  const isExact = request?.denoiser !== "ema" && request?.denoiser !== "network";
  return (
    <>
      <FigureHead number="3.2" title={t(isExact ? "denoise.inPlay" : "denoise.betChange")}>
        {request?.start && t("denoise.branchedAt", { t: request.start.t })}
      </FigureHead>
      {view ? <Chart view={view} isExact={isExact} /> : <CurveChart label="">{() => null}</CurveChart>}
      <div className={styles.strips}>
        <Strip part="xt" />
        <Strip part="x0Hat" />
      </div>
    </>
  );
}

function Chart({ view, isExact }: { readonly view: DenoiseView; readonly isExact: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { process, frame, sample } = view;
  const { frames, start } = process;
  const values = useMemo(
    () => (isExact ? picturesInPlay(frames, sample) : betChanges(frames, sample)),
    [frames, sample, isExact],
  );
  const largest = values.reduce((a, b) => Math.max(a, b), 0);
  const pictures = useTrainingPictures(start.request).indices.length || start.request.pictures;
  const height = (value: number) =>
    isExact ? Math.log(Math.max(1, value)) / Math.log(Math.max(2, pictures)) : value / (largest || 1);
  const value = values[frames.indexOf(frame)] ?? 0;
  const text = format.decimal(value, !isExact ? 3 : value < 10 ? 1 : 0);
  const label = isExact
    ? t("denoise.inPlayLabel", { t: frame.t, value: text, pictures: format.whole(pictures) })
    : t("denoise.betChangeLabel", { t: frame.t, value: text });
  return (
    <CurveChart
      label={label}
      topText={isExact ? format.whole(pictures) : largest > 0 ? format.decimal(largest, 2) : ""}
      bottomText={isExact ? "1" : "0"}
    >
      {(area) => (
        <>
          <Curve
            area={area}
            points={frames.map(({ t: x }, k) => [x / start.schedule.T, height(at(values, k))])}
          />
          {start.request.start && <BranchMark area={area} place={start.request.start.t / start.schedule.T} />}
          <Marker area={area} place={frame.t / start.schedule.T} height={height(value)} text={text} />
        </>
      )}
    </CurveChart>
  );
}

interface CurveProps {
  readonly area: ChartArea;
  readonly points: readonly (readonly [place: number, height: number])[];
}

function Curve({ area, points }: CurveProps) {
  const line = linePath(points.map(([place, height]) => [area.x(place), area.y(height)]));
  const [right, left] = [points.at(0)?.[0] ?? 0, points.at(-1)?.[0] ?? 0];
  return (
    <>
      <path
        className={styles.area}
        d={`${line}L${area.x(left)} ${area.y(0)}L${area.x(right)} ${area.y(0)}Z`}
      />
      <path className={styles.line} d={line} />
    </>
  );
}

interface MarkerProps {
  readonly area: ChartArea;
  readonly place: number;
  readonly height: number;
  readonly text: string;
}

/** The value at the playhead, beside the curve and never outside the chart. */
function Marker({ area, place, height, text }: MarkerProps) {
  const [x, y] = [area.x(place), area.y(height)];
  const isRight = place > 0.8;
  return (
    <>
      <circle className={styles.dot} cx={x} cy={y} r={5} />
      <text
        className={styles.value}
        x={x + (isRight ? -11 : 11)}
        y={y < 20 ? y + 16 : y - 6}
        textAnchor={isRight ? "end" : "start"}
      >
        {text}
      </text>
    </>
  );
}

/** Where a branch left its trunk: a triangle on the axis's upper line. */
function BranchMark({ area, place }: { readonly area: ChartArea; readonly place: number }) {
  const [x, top] = [area.x(place), area.y(1)];
  return (
    <>
      <path className={styles.branchLine} d={`M${x} ${top}V${area.y(0)}`} />
      <path className={styles.branch} d={`M${x - 6} ${top - 5}h12l-6 9z`} />
    </>
  );
}

/** One row of pictures; places that the process has not reached yet are empty frames. */
function Strip({ part }: { readonly part: "xt" | "x0Hat" }) {
  const { t } = useTranslation();
  const { commands } = useApp();
  const view = useDenoise();
  const T = useAppState((state) => axisOf(state).max);
  const position = useAppState((state) => axisOf(state).value / axisOf(state).max);
  const count = useTileCount();
  const process = view?.process;
  const sample = view?.sample ?? 0;
  const tiles = useMemo(
    () =>
      Array.from({ length: count }, (_, k) => {
        const place = k / (count - 1);
        const planned = process ? timestepNearest(process, place * T) : Math.round(place * T);
        const frame = process?.frames.find((other) => other.t === planned);
        return {
          position: place,
          picture: frame ? framePicture(frame, part, sample) : null,
          label: t(frame ? tileLabels[part] : "figure.notYet", { t: planned }),
        };
      }),
    [process, sample, part, count, T, t],
  );
  return (
    <FilmStrip
      tiles={tiles}
      position={position}
      rowLabel={part === "xt" ? <Xt /> : <X0Hat />}
      onSeek={(place) => commands.seek(place * T)}
    />
  );
}

const tileLabels = { xt: "figure.xtAt", x0Hat: "figure.x0HatAt" } as const;

/** How many training pictures share one sample's bet; at t = 0, where nothing is weighed, as many as just before. */
function picturesInPlay(frames: readonly DenoisedFrame[], sample: number): number[] {
  let last = 1;
  return frames.map((frame) => (last = frame.t === 0 ? last : (frame.picturesInPlay?.[sample] ?? last)));
}

export default definePanel({
  id: "denoiseScore",
  room: "denoise",
  place: "score",
  order: 30,
  Component: DenoiseScore,
});
