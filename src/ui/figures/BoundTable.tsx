import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { LikelihoodBound } from "#protocol/event.ts";
import { Term, Var } from "../maths/Symbols.tsx";
import { useFormat } from "../state/useFormat.ts";
import styles from "./BoundTable.module.css";

/** What a value of 256 costs that is written out. */
const PLAIN_BITS = 8;

/** The terms of the bound, their sum, and what telling every value plainly would cost; in bits per dimension. DDPM Eq. 5. */
export function BoundTable({ bound }: { readonly bound: LikelihoodBound | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">{t("evaluation.terms")}</caption>
      <thead>
        <tr>
          <th scope="col" colSpan={2}>
            {t("evaluation.term")}
          </th>
          <th scope="col">{t("evaluation.bitsPerDimension")}</th>
        </tr>
      </thead>
      <tbody>
        {row(
          <Term>
            <Var>T</Var>
          </Term>,
          t("evaluation.prior"),
          bound?.prior,
        )}
        {row(
          <>
            Σ&thinsp;
            <Term>
              <Var>t</Var>−1
            </Term>
          </>,
          t("evaluation.steps"),
          bound?.steps,
        )}
        {row(<Term>0</Term>, t("evaluation.decoder"), bound?.decoder)}
      </tbody>
      <tbody className={styles.sums}>
        {row(<Var>L</Var>, t("evaluation.total"), bound?.total)}
        {row(null, t("evaluation.plain"), PLAIN_BITS)}
      </tbody>
    </table>
  );

  function row(symbol: ReactNode, name: string, bits: number | undefined): ReactNode {
    const isNumber = bits !== undefined && Number.isFinite(bits);
    return (
      <tr>
        <td>{symbol}</td>
        <th scope="row">{name}</th>
        <td>{isNumber ? format.decimal(bits) : "–"}</td>
      </tr>
    );
  }
}
