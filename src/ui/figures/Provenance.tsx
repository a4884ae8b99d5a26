import { useTranslation } from "react-i18next";
import { isShipped } from "../files/shippedModels.ts";
import { useAppState } from "../state/appContext.tsx";
import styles from "./Provenance.module.css";

/** Who made a picture. */
export type Source =
  | { readonly kind: "data" | "computed" | "exact" }
  /** `step` is "each" where every picture stands at its own step of an axis, and "n" where no picture is meant. */
  | { readonly kind: "yours"; readonly step: number | "each" | "n" };

/** Says who made a picture, by a shape and a word, never by colour alone. */
export function Provenance({ source }: { readonly source: Source }) {
  const { t, i18n } = useTranslation();
  const origin = useAppState(({ session }) => originOf(session.training?.source ?? null));
  return (
    <span className={styles.provenance} data-provenance={source.kind}>
      <svg viewBox="0 0 10 10" aria-hidden>
        {shapes[source.kind]}
      </svg>
      {text()}
    </span>
  );

  function text(): string {
    if (source.kind !== "yours") return t(`provenance.${source.kind}`);
    if (source.step === "each") return t("provenance.yoursEach");
    const step = source.step === "n" ? "n" : new Intl.NumberFormat(i18n.language).format(source.step);
    return t(source.step === "n" ? "provenance.yours" : `provenance.${origin}`, { step });
  }
}

/** Where the network of the training run began: here, with the page, or in a file that somebody brought. */
function originOf(source: string | null): "yours" | "pretrained" | "brought" {
  if (source === null) return "yours";
  return isShipped(source) ? "pretrained" : "brought";
}

const stroke = { fill: "none", stroke: "currentColor", strokeWidth: 1.6 };
const shapes = {
  data: <path d="M1 1h3v3H1zM6 1h3v3H6zM1 6h3v3H1zM6 6h3v3H6z" fill="currentColor" />,
  computed: <path d="M1 7.5 3.5 9 6 1h3.5" {...stroke} />,
  yours: <path d="M5 .8 9.6 9.2H.4z" fill="currentColor" />,
  exact: (
    <>
      <path d="M.8.8h8.4v8.4H.8z" {...stroke} />
      <path d="M3 5h4M5 3v4" {...stroke} strokeWidth={1.4} />
    </>
  ),
};
