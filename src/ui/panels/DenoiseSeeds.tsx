import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { FigureHead } from "../figures/FigureHead.tsx";
import { Provenance } from "../figures/Provenance.tsx";
import { SampleGrid } from "../figures/SampleGrid.tsx";
import { useDenoise } from "../rooms/denoiseContext.ts";
import { frameSource } from "../rooms/frameSource.ts";
import { framePicture } from "../rooms/framePicture.ts";
import { useApp, useAppState } from "../state/appContext.tsx";
import { definePanel } from "./panel.ts";

/** Cells of the grid before it is known how many samples there are. */
const EMPTY_COUNT = 16;

/** x_t of every sample at the playhead; the chosen one is what the other figures show. */
function DenoiseSeeds() {
  const { t } = useTranslation();
  const { store } = useApp();
  const view = useDenoise();
  const chosen = useAppState(({ view: { sample } }) => sample);
  const frame = view?.frame ?? null;
  const pictures = useMemo(
    () =>
      Array.from({ length: frame?.count ?? EMPTY_COUNT }, (_, sample) =>
        frame ? framePicture(frame, "xt", sample) : null,
      ),
    [frame],
  );
  return (
    <>
      <FigureHead number="3.1" title={t("denoise.seeds")}>
        {frame && <Provenance source={frameSource(frame)} />}
      </FigureHead>
      <SampleGrid
        label={t("denoise.seeds")}
        pictures={pictures}
        pictureLabel={(k) => t("denoise.sampleN", { n: k + 1 })}
        selected={view?.sample ?? chosen}
        presented="small"
        onSelect={(sample) => store.look({ sample })}
      />
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
