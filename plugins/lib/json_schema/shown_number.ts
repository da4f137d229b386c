const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A number as Go's text/message writes it for English: `65,535`, `1.5×10⁻⁰⁵`. */
export function shownNumber(value: number): string {
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power < -4 || power >= 6) {
    const size = String(Math.abs(power)).padStart(2, "0");
    const raised = size.replace(/\d/g, (digit) => RAISED[Number(digit)]!);
    return `${digits}×10${power < 0 ? "⁻" : ""}${raised}`;
  }
  const [whole = "", part] = String(value).split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part === undefined ? "" : `.${part}`);
}

/** A count, which has no powers of ten. */
export const shownCount = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");
