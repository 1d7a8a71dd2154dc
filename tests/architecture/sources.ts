import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const skipped = new Set([
  'node_modules',
  '.next',
  'dist',
  'generated',
  '.gatehouse',
  '.gatehouse-test',
]);

/** Every source file below `folder` whose name ends as asked, tests left out, as paths from the root. */
export function sourceFiles(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !skipped.has(entry.name))
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return sourceFiles(file, ending);
      return ending.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) ? [file] : [];
    })
    .sort();
}

export function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}

/** Whether a file, or a function in it, is a door that browsers can call: it holds the directive 'use server'. */
export function isServerActionFile(source: ts.SourceFile): boolean {
  return source.text.includes('use server');
}

export type Export = {
  name: string;
  madeBy: string;
  /** The text of the first argument of what made it, where that is a literal. */
  firstArgument?: string;
};

/** The exports of a module, each with the name of the function that made it (`orgAction` for `export const x = orgAction(…)`). */
export function exportedValues(source: ts.SourceFile): Export[] {
  const found: Export[] = [];
  for (const statement of source.statements) {
    const exported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
    if (ts.isExportDeclaration(statement) && !statement.isTypeOnly) {
      found.push({ name: statement.getText(), madeBy: 're-export' });
    } else if (ts.isExportAssignment(statement)) {
      found.push({ name: 'default', madeBy: 'expression' });
    } else if (!exported) {
      continue;
    } else if (ts.isFunctionDeclaration(statement)) {
      found.push({ name: statement.name?.text ?? 'default', madeBy: 'function' });
    } else if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        const initializer = declaration.initializer;
        found.push({ name: declaration.name.getText(), ...makerOf(initializer) });
      }
    }
  }
  return found;
}

function makerOf(initializer: ts.Expression | undefined): Omit<Export, 'name'> {
  if (initializer === undefined || !ts.isCallExpression(initializer)) {
    return { madeBy: 'expression' };
  }
  const [first] = initializer.arguments;
  return {
    madeBy: initializer.expression.getText(),
    ...(first && ts.isStringLiteral(first) && { firstArgument: first.text }),
  };
}

/** Every call of a function of that name in a file. */
export function callsOf(source: ts.SourceFile, name: string): ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === name) calls.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return calls;
}
