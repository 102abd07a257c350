import {
  type DeclarationReflection,
  type ProjectReflection,
  ReferenceType,
  ReflectionKind,
  type SomeType,
} from 'typedoc';

type Known = ReadonlyMap<string, DeclarationReflection>;

/** Calls the parts of a report by their names: TypeScript forgets those of types that it infers from a schema. */
export function nameTypes(project: ProjectReflection): void {
  const interfaces = project.getReflectionsByKind(ReflectionKind.Interface) as DeclarationReflection[];
  const parts = interfaces.filter((each) => project.getSymbolIdFromReflection(each)?.packagePath.startsWith('model/'));
  const known: Known = new Map(parts.map((each) => [shapeOf(each), each]));
  for (const reflection of Object.values(project.reflections)) {
    if (isTyped(reflection)) reflection.type = named(reflection.type, known, project);
  }
}

const shapeOf = ({ children = [] }: DeclarationReflection): string =>
  children
    .map(({ name }) => name)
    .sort()
    .join();

type Typed = { type: SomeType };

function isTyped(reflection: object): reflection is Typed {
  return 'type' in reflection && reflection.type !== undefined;
}

function named(type: SomeType, known: Known, project: ProjectReflection): SomeType {
  const inner = (each: SomeType): SomeType => named(each, known, project);
  if (type.type === 'reflection') {
    const meant = known.get(shapeOf(type.declaration));
    if (!meant) return type;
    project.removeTypeReflections(type);
    return ReferenceType.createResolvedReference(meant.name, meant, project);
  }
  if (type.type === 'array') type.elementType = inner(type.elementType);
  else if (type.type === 'union' || type.type === 'intersection') type.types = type.types.map(inner);
  else if (type.type === 'typeOperator') type.target = inner(type.target);
  else if (type.type === 'reference') type.typeArguments = type.typeArguments?.map(inner);
  return type;
}
