/** @file `npm run measure`: every measure of diversity, and of shift from real text, of a CSV or JSONL file. */
import { LabError } from '../src/core/errors.js';
import { allowClosedPipe } from './closed-pipe.js';
import {
  formatAblated,
  formatMeasured,
  helpText,
  parseMeasureCommand,
  printable,
} from './measure-command.js';
import { ablateFile, measureFile } from './measure-sets.js';

/** Exit codes, as the help text names them. */
const FAILED = 1;
const WRONG_ARGUMENTS = 2;

const say = (line: string): void => void process.stderr.write(`${printable(line)}\n`);

allowClosedPipe();

async function main(): Promise<number> {
  try {
    const command = parseMeasureCommand(process.argv.slice(2));
    if (command.kind === 'help') {
      console.log(helpText());
      return 0;
    }
    const { kind, settings, asJson } = command;
    if (kind === 'ablate') {
      const ablated = await ablateFile(settings);
      console.log(asJson ? JSON.stringify(ablated) : formatAblated(ablated));
    } else {
      const measured = await measureFile(settings);
      console.log(asJson ? JSON.stringify(measured) : formatMeasured(measured));
    }
    return 0;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    const isAskedWrongly =
      error instanceof LabError && (error.code === 'bad-setting' || error.code === 'bad-dataset');
    if (!isAskedWrongly) return FAILED;
    say('npm run measure -- --help lists the options');
    return WRONG_ARGUMENTS;
  }
}

process.exitCode = await main();
