namespace AuthStrategies;

/// <summary>
/// The claims of a session were replaced: by <see cref="ISessionDirectory.ReplacePrincipalAsync"/>, by <see cref="IPrincipalRefresher"/> at a
/// refresh, or by a sign-in without a new authentication. It does not say which. Name: <c>claims_replaced</c>.
/// </summary>
public sealed record ClaimsReplacedEvent : AuthEvent
{
    /// <inheritdoc />
    public override string Name => "claims_replaced";
}
