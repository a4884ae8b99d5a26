import { useTranslation } from "react-i18next";
import { FigureHead } from "../figures/FigureHead.tsx";
import { PixelCanvas } from "../figures/PixelCanvas.tsx";
import { Provenance } from "../figures/Provenance.tsx";
import { useDenoise } from "../rooms/denoiseContext.ts";
import { frameSource } from "../rooms/frameSource.ts";
import { framePicture } from "../rooms/framePicture.ts";
import { useApp, useAppState } from "../state/appContext.tsx";
import styles from "./DenoiseSeeds.module.css";
import { definePanel } from "./panel.ts";

/** Cells of the grid before it is known how many samples there are. */
const EMPTY_COUNT = 16;

/** x_t of every sample at the playhead; the chosen one is what the other figures show. */
function DenoiseSeeds() {
  const { t } = useTranslation();
  const { store } = useApp();
  const view = useDenoise();
  const chosen = useAppState(({ view: { sample } }) => sample);
  const count = view?.frame.count ?? EMPTY_COUNT;
  return (
    <>
      <FigureHead number="3.1" title={t("denoise.seeds")}>
        {view && <Provenance source={frameSource(view.frame)} />}
      </FigureHead>
      <div className={styles.grid} role="group" aria-label={t("denoise.seeds")}>
        {Array.from({ length: count }, (_, sample) => (
          <button
            key={sample}
            type="button"
            aria-pressed={sample === (view?.sample ?? chosen)}
            aria-label={t("denoise.sampleN", { n: sample + 1 })}
            onClick={() => store.look({ sample })}
          >
            {view && (
              <PixelCanvas picture={framePicture(view.frame, "xt", sample)} className={styles.canvas} />
            )}
          </button>
        ))}
      </div>
    </>
  );
}

export default definePanel({
  id: "denoiseSeeds",
  room: "denoise",
  place: "margin",
  order: 20,
  Component: DenoiseSeeds,
});
