const opening = /(?:Object(?:\.[A-Za-z_]\w*)*|JSONPatch)\s*\{/y;
const field = /\s*(\?)?([A-Za-z_]\w*)\s*:/y;
const text = /(?:[rR]?"""[^]*?"""|[rR]?'''[^]*?'''|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/y;

/**
 * An expression in which objects of the types that mutations make (`Object{spec: Object.spec{…}}`,
 * `JSONPatch{op: 'add'}`) are written as maps, which is all that is asked of them.
 */
export function withoutMessages(expression: string): string {
  const braces: boolean[] = [];
  let result = "", at = 0, fieldNext = false;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(expression);
  };
  while (at < expression.length) {
    const name = fieldNext ? take(field) : null;
    fieldNext = false;
    const found = name ?? take(text);
    const message = found === null && !/[\w.]/.test(expression[at - 1] ?? " ")
      ? take(opening)
      : null;
    const character = expression[at]!;
    if (name !== null) result += `${name[1] ?? ""}"${name[2]}":`;
    else if (found !== null) result += found[0];
    else if (message !== null) {
      result += "{";
      braces.push(true);
      fieldNext = true;
    } else {
      if ("{[(".includes(character)) braces.push(false);
      if ("}])".includes(character)) braces.pop();
      if (character === ",") fieldNext = braces.at(-1) === true;
      result += character;
    }
    at += (found ?? message)?.[0].length ?? 1;
  }
  return result;
}
