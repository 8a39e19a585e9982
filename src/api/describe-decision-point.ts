/** The metadata of a policy decision point (OpenID AuthZEN Authorization API 1.0, "Policy Decision Point Metadata"). */
export interface DecisionPointMetadata {
  readonly policy_decision_point: string;
  readonly access_evaluation_endpoint: string;
  readonly access_evaluations_endpoint: string;
}

/** Says where access evaluations are answered. There is no search: who may see what about whom is not to be listed. */
export function describeDecisionPoint(publicUrl: string): DecisionPointMetadata {
  const origin = new URL(publicUrl).origin;
  return {
    policy_decision_point: origin,
    access_evaluation_endpoint: `${origin}/access/v1/evaluation`,
    access_evaluations_endpoint: `${origin}/access/v1/evaluations`,
  };
}
