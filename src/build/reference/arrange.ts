import {
  type Application,
  Comment,
  type Context,
  Converter,
  DeclarationReflection,
  type ProjectReflection,
  ReflectionFlag,
  ReflectionKind,
  ReflectionType,
  type SignatureReflection,
} from 'typedoc';
import { type Area, areaOf, areas } from './areas.ts';
import { nameTypes } from './names.ts';
import { settingRows } from './settings.ts';

/** Makes what a person wants to look up of what TypeDoc has read. */
export function arrange({ converter }: Application): void {
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }: Context) => {
    for (const reflection of Object.values(project.reflections)) {
      if (reflection.isSignature()) nameOptions(reflection);
      else if (reflection.isDeclaration()) adapt(reflection, project);
    }
    describeSettings(project);
    nameTypes(project);
    divide(project);
  });
}

/** A parameter that is taken apart where it is declared has no name there. */
function nameOptions({ parameters = [] }: SignatureReflection): void {
  for (const parameter of parameters) if (parameter.name === '__namedParameters') parameter.name = 'options';
}

function adapt(reflection: DeclarationReflection, project: ProjectReflection): void {
  reflection.implementedTypes = undefined;
  // What is said of the base is not said again.
  if (reflection.flags.isInherited && isDocumentedBase(reflection.parent)) project.removeReflection(reflection);
  else if (reflection.kind === ReflectionKind.Accessor) toProperty(reflection);
  else if (reflection.kind === ReflectionKind.Variable) toFunction(reflection);
  else if (reflection.kind === ReflectionKind.Method) nameMethod(reflection);
  // Where the constructor is internal, the declarations have none, and TypeDoc takes that for one without parameters.
  else if (reflection.kind === ReflectionKind.Constructor && !reflection.signatures?.some(({ comment }) => comment)) {
    project.removeReflection(reflection);
  }
}

const isDocumentedBase = (derived: DeclarationReflection['parent']): boolean =>
  derived?.isDeclaration() === true &&
  derived.extendedTypes?.some((base) => base.type === 'reference' && base.reflection !== undefined) === true;

/** Who reads a value does not mind how it comes about. */
function toProperty(reflection: DeclarationReflection): void {
  const { getSignature, setSignature } = reflection;
  reflection.kind = ReflectionKind.Property;
  reflection.type = getSignature?.type;
  reflection.comment = getSignature?.comment;
  reflection.flags.setFlag(ReflectionFlag.Readonly, setSignature === undefined);
  reflection.getSignature = undefined;
  reflection.setSignature = undefined;
}

/** A constant that is a function is used like any function. */
function toFunction(reflection: DeclarationReflection): void {
  const { type, comment } = reflection;
  const signatures = type instanceof ReflectionType ? type.declaration.signatures : undefined;
  if (!signatures) return;
  reflection.kind = ReflectionKind.Function;
  reflection.flags.setFlag(ReflectionFlag.Const, false);
  reflection.type = undefined;
  reflection.comment = undefined;
  reflection.signatures = signatures;
  for (const signature of signatures) {
    signature.parent = reflection;
    signature.name = reflection.name;
    signature.comment ??= comment;
  }
}

/** A static method is named with its class, a well-known symbol with where it is from. */
function nameMethod(reflection: DeclarationReflection): void {
  const { name, flags, parent, signatures = [] } = reflection;
  const symbol = name.replace(/^\[(\w+)\]$/, '[Symbol.$1]');
  for (const signature of signatures) signature.name = symbol;
  reflection.name = flags.isStatic ? `${parent?.name ?? ''}.${symbol}` : symbol;
}

/** What a key of the configuration means is said in its schema, where TypeDoc does not see it. */
function describeSettings(project: ProjectReflection): void {
  const rows = new Map(settingRows().map((row) => [row.key, row]));
  const describe = ({ children = [] }: DeclarationReflection, path: string): void => {
    for (const child of children) {
      const key = `${path}${child.name}`;
      const row = rows.get(key);
      if (row) child.comment = textOf(`${row.description}${row.standard ? ` \`${row.standard}\` unless given.` : ''}`);
      if (child.type instanceof ReflectionType) describe(child.type.declaration, `${key}.`);
    }
  };
  const options = project.getChildByName('ObservationOptions');
  if (options?.isDeclaration()) describe(options, '');
}

/** Puts every export on its page. */
function divide(project: ProjectReflection): void {
  const exported = project.children ?? [];
  const pages = new Map(areas.map((area) => [area, pageOf(area, project)]));
  for (const child of exported) {
    const module = project.getSymbolIdFromReflection(child)?.packagePath.replace(/\.d\.ts$/, '') ?? '';
    const page = pages.get(areaOf(module));
    if (!page) continue;
    child.parent = page;
    page.addChild(child);
  }
  project.children = [...pages.values()];
  project.childrenIncludingDocuments = project.children;
}

function pageOf({ name, about }: Area, project: ProjectReflection): DeclarationReflection {
  const page = new DeclarationReflection(name, ReflectionKind.Module, project);
  page.comment = textOf(about);
  project.registerReflection(page, undefined, undefined);
  return page;
}

const textOf = (text: string): Comment => new Comment([{ kind: 'text', text }]);
