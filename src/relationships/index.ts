export {
  type RelationshipRefusal,
  type Relationships,
  type RelationshipsDeps,
  createRelationships,
} from './create-relationships.ts';
export {
  type Lead,
  type Relationship,
  type RelationshipBody,
  type RelationshipKind,
  relationshipKinds,
} from './relationship.ts';
