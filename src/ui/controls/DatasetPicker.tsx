import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { gatherImages } from "#data/batch.ts";
import { datasets } from "#data/datasets/index.ts";
import { PixelCanvas } from "../figures/PixelCanvas.tsx";
import { useApp, useAppState } from "../state/appContext.tsx";
import { useHighlights } from "../state/useDataset.ts";
import { useLabel } from "../state/useLabel.ts";
import styles from "./DatasetPicker.module.css";

/** Empty frames that stand for the pictures until they have loaded. */
const PICTURES = 6;

/** Which picture dissolves: a dataset by name, then one of its six highlights. Training's dataset is chosen apart. */
export function DatasetPicker() {
  const { t } = useTranslation();
  const { store } = useApp();
  const label = useLabel();
  const set = useAppState(({ choices }) => choices.set);
  const pick = useAppState(({ choices }) => choices.pick);
  const { dataset } = useHighlights(set);
  const pictures = useMemo(
    () =>
      Array.from({ length: dataset?.count ?? PICTURES }, (_, k) =>
        dataset
          ? { pixels: gatherImages(dataset, [k]), size: dataset.size, channels: dataset.channels }
          : null,
      ),
    [dataset],
  );
  return (
    <div>
      <div className={styles.sets} role="group" aria-label={t("learn.data")}>
        {[...datasets.values()].map((plugin) => (
          <button
            key={plugin.id}
            type="button"
            aria-pressed={plugin.id === set}
            onClick={() => store.choose({ set: plugin.id, pick: 0 })}
          >
            {label(plugin.label)}
          </button>
        ))}
      </div>
      <div className={styles.pictures}>
        {pictures.map((picture, k) => (
          <button
            key={k}
            type="button"
            aria-pressed={k === pick}
            aria-label={t("noise.picture", { n: k + 1 })}
            onClick={() => store.choose({ pick: k })}
          >
            {picture && <PixelCanvas picture={picture} className={styles.canvas} />}
          </button>
        ))}
      </div>
    </div>
  );
}
