/// What speaks for a class type, given a wish: the columns of ``NodeEvidence``.
///
/// The first look needs the wish alone; the second also the probabilities that the first gave,
/// since nodes come in company.
public enum NodeFeature: String, CaseIterable, Sendable {
  // MARK: - First look

  /// The share of the 3 nearest workflows that have the type.
  case nearest3
  /// The share of the 8 nearest, each weighed by (score / best score)².
  case nearest8
  /// The same of the 20 nearest.
  case nearest20
  /// The same of the 60 nearest.
  case nearest60
  /// The share of all near workflows, each weighed by (score / best score)⁸.
  case similar
  /// ``similar``, where the concepts of the wish count as much as its words.
  case similarConcepts
  /// The share of the 20 workflows that do most of what the wish asks for and least else.
  case alike20
  /// The share of the 60 such workflows, each weighed by (likeness / best likeness)⁸.
  case alike
  /// ln of the share of workflow families that have the type.
  case commonness
  /// ln of how much commoner the type is among the 20 nearest than anywhere.
  case surprise
  /// BM25 of the wish against the type's own names and menu path, in tens.
  case nodeText
  /// The same, divided by that of the best type.
  case nodeTextShare
  /// The share of the type's name that the wish says, each word weighed by its rarity.
  case nameCoverage
  /// The square of ``nameCoverage``.
  case nameCoverageSquared
  /// 1 for nodes from which execution starts.
  case isOutput
  /// 1 for nodes that call a paid service.
  case isPaid
  /// 1 for deprecated nodes.
  case isDeprecated

  // MARK: - Second look

  /// The log odds the first look gave, shifted so that ``NodeCompany/usualSize`` types are
  /// expected.
  case firstLook
  /// The probability that at least one likely type brings the type along.
  case companyAny
  /// How much commoner likely types make the type: mean of ln P(type | likely) / P(type).
  case companyLift
  /// ln (1 + the expected number of other types of the same menu).
  case menuMates
  /// The probability that a link the type cannot do without has no producer.
  case unfed
}
