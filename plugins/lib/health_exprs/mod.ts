/** Health of kinds of one's own, by expressions in the Common Expression Language. */
export { checkExpressions, judgeByExpressions } from "./health_exprs.ts";
