import type { Command, Option } from "commander";

/** What a shell does with the lines before; the numbers are those of Cobra's `ShellCompDirective`. */
const directive = { default: 0, noFiles: 4, endings: 8, folders: 16 } as const;

interface Answer {
  /** A word, or a word and what it is about. */
  readonly lines: readonly (readonly [word: string, about: string])[];
  readonly directive: number;
}

const yaml: Answer = { lines: [["yaml", ""], ["yml", ""]], directive: directive.endings };
const folders: Answer = { lines: [], directive: directive.folders };
const files: Answer = { lines: [], directive: directive.default };
const nothing: Answer = { lines: [], directive: directive.noFiles };

/** What a value is, by the name that the help gives it. */
const values: Readonly<Record<string, Answer>> = { file: yaml, folder: folders, path: files };

/**
 * Answers the words before the cursor, the last of them unfinished, as Cobra's `__complete` does: a candidate a line, with a
 * tab and a description, and `:DIRECTIVE` at the end.
 */
export function complete(program: Command, words: readonly string[], describe: boolean): string {
  const current = words.at(-1) ?? "";
  const { lines, directive } = answer(program, words.slice(0, -1), current);
  const said = lines.map(([word, about]) => describe && about !== "" ? `${word}\t${about}` : word);
  return [...said, `:${directive}`, ""].join("\n");
}

function answer(program: Command, before: readonly string[], current: string): Answer {
  const { command, waiting, taken, ended } = walk(program, before);
  if (waiting !== undefined) return valueOf(waiting, "", current);
  const assigned = ended ? null : /^(--[a-z-]+=)(.*)$/.exec(current);
  if (assigned !== null) {
    const option = find(command, assigned[1]!.slice(0, -1));
    return option === undefined ? nothing : valueOf(option, assigned[1]!, assigned[2]!);
  }
  if (current.startsWith("-") && !ended) return fitting(flagsOf(command), current);
  if (command.commands.length > 0) return fitting(commandsOf(command), current);
  const argument = command.registeredArguments[taken] ??
    command.registeredArguments.findLast(({ variadic }) => variadic);
  if (argument === undefined) return nothing;
  if (argument.argChoices !== undefined) {
    return fitting(argument.argChoices.map((choice) => [choice, ""]), current);
  }
  return values[argument.name()] ?? nothing;
}

/** Follows the finished words: which command they lead to, how many arguments it has, and an option without its value. */
function walk(program: Command, words: readonly string[]) {
  let command = program, taken = 0, ended = false;
  let waiting: Option | undefined;
  for (const word of words) {
    if (waiting !== undefined) waiting = undefined;
    else if (word === "--" && !ended) ended = true;
    else if (word.startsWith("-") && !ended) {
      const option = find(command, word);
      if (option?.required === true) waiting = option;
    } else {
      const next = command.commands.find((one) => one.name() === word);
      if (next === undefined) taken++;
      else [command, taken] = [next, 0];
    }
  }
  return { command, waiting, taken, ended };
}

function find(command: Command, flag: string): Option | undefined {
  return command.options.find(({ short, long }) => short === flag || long === flag);
}

function valueOf(option: Option, prefix: string, current: string): Answer {
  if (option.argChoices !== undefined) {
    return fitting(option.argChoices.map((choice) => [prefix + choice, ""]), prefix + current);
  }
  const [, kind] = /<(.+)>/.exec(option.flags) ?? [];
  return values[kind ?? ""] ?? nothing;
}

function flagsOf(command: Command): Answer["lines"] {
  const own = command.options.map(({ long, description }) => [long!, description] as const);
  return [...own, ["--help", "display help for command"]];
}

function commandsOf(command: Command): Answer["lines"] {
  return command.commands.map((one) => [one.name(), one.description()] as const);
}

function fitting(lines: Answer["lines"], current: string): Answer {
  return {
    lines: lines.filter(([word]) => word.startsWith(current)),
    directive: directive.noFiles,
  };
}
