import { useMemo } from "react";
import { Trans, useTranslation } from "react-i18next";
import { LiveNumber } from "../controls/LiveNumber.tsx";
import { InlinePicture } from "../figures/InlinePicture.tsx";
import { Var } from "../maths/Symbols.tsx";
import { useApp, useAppState } from "../state/appContext.tsx";
import { axisOf } from "../state/axis.ts";
import { frameNearest } from "../state/reverseProcess.ts";
import { useFormat } from "../state/useFormat.ts";
import { useIsPresenting } from "../state/useIsPresenting.ts";
import { useLabel } from "../state/useLabel.ts";
import { useLesson } from "../state/useLesson.ts";
import { useResampling } from "../state/useResampling.ts";
import { DenoiseContext } from "./denoiseContext.ts";
import type { DenoiseView } from "./denoiseContext.ts";
import styles from "./DenoiseRoom.module.css";
import { DenoiseSettings } from "./DenoiseSettings.tsx";
import { framePicture } from "./framePicture.ts";
import { RoomLayout } from "./RoomLayout.tsx";

/** Reverse process, p_theta: from noise back to pictures, by a network or by the exact optimum. */
export function DenoiseRoom() {
  const { t } = useTranslation();
  const label = useLabel();
  const { note } = useLesson();
  const hasFailed = useAppState(({ session }) => session.failure !== null);
  useResampling();
  const view = useDenoiseView();
  return (
    <DenoiseContext value={view}>
      <RoomLayout
        room="denoise"
        title={t("denoise.title")}
        lead={view ? <Lead view={view} /> : t(hasFailed ? "denoise.leadFailed" : "denoise.leadWaiting")}
        note={note && { kind: "lesson", text: label(note) }}
        controls={<DenoiseSettings />}
      />
    </DenoiseContext>
  );
}

function Lead({ view }: { readonly view: DenoiseView }) {
  const format = useFormat();
  const { commands } = useApp();
  const isPresenting = useIsPresenting();
  const { process, frame, sample } = view;
  const first = process.frames[0] ?? frame;
  return (
    <Trans
      i18nKey={frame.t === 0 ? "denoise.leadEnd" : isPresenting ? "denoise.leadShort" : "denoise.lead"}
      components={{
        xT: <InlinePicture picture={framePicture(first, "xt", sample)} />,
        x0: <InlinePicture picture={framePicture(frame, "x0Hat", sample)} />,
        t: (
          <span className={styles.moment}>
            <Var>t</Var> ={" "}
            <LiveNumber
              text={format.whole(frame.t)}
              drag={{
                value: frame.t,
                unitsPerPixel: process.start.schedule.T / 500,
                onChange: commands.seek,
              }}
            />
          </span>
        ),
        share: <LiveNumber text={format.percent(frame.weights.x0Hat)} tone="signal" />,
      }}
    />
  );
}

/** The visited frame nearest to the playhead. */
function useDenoiseView(): DenoiseView | null {
  const process = useAppState(({ session }) => session.sampling);
  const t = useAppState((state) => axisOf(state).value);
  const sample = useAppState(({ view }) => view.sample);
  return useMemo(() => {
    const frame = process && frameNearest(process, t);
    return frame && { process, frame, sample: Math.min(sample, frame.count - 1) };
  }, [process, t, sample]);
}
