// Values of a run's parameters between the fields and the engine: what is typed, what is sent, what is wrong with it.
import { type JobParameter, resolveParameters } from '../../shared/model/parameters.ts';

/** What the fields hold, by parameter; absent: nothing typed and no default. */
export type Values = Readonly<Record<string, string>>;

/** Defaults, overlaid with values given before (of a run that is repeated). */
export function firstValues(parameters: readonly JobParameter[], given: Values = {}): Values {
  return Object.fromEntries(
    parameters.flatMap((parameter) => {
      const value = given[parameter.name] ?? parameter.default;
      return value === undefined ? [] : [[parameter.name, value]];
    }),
  );
}

/** What is sent: an empty field of a parameter without default is no value. */
export function givenValues(parameters: readonly JobParameter[], values: Values): Record<string, string> {
  return Object.fromEntries(
    parameters.flatMap(({ name, default: standard }) => {
      const value = values[name];
      return value === undefined || (value === '' && standard === undefined) ? [] : [[name, value]];
    }),
  );
}

/** What is wrong, by parameter. */
export function valueProblems(parameters: readonly JobParameter[], values: Values): Record<string, string> {
  const { problems } = resolveParameters(parameters, givenValues(parameters, values));
  return Object.fromEntries(problems.map(({ name, message }) => [name, message]));
}

/** The parameter a dialog opens with: the first that lacks its value, else the first. */
export function firstToFill(parameters: readonly JobParameter[], values: Values): string | null {
  const problems = valueProblems(parameters, values);
  return (parameters.find(({ name }) => problems[name] !== undefined) ?? parameters[0])?.name ?? null;
}
