using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>What the strategies answered to a credential.</summary>
/// <typeparam name="TResult">The result of the verb.</typeparam>
/// <param name="Result">The success, or the first refusal; the default value when no strategy answered.</param>
/// <param name="Strategy">The strategy that gave the result; <see langword="null"/> when no strategy answered.</param>
internal readonly record struct StrategyAnswer<TResult>(TResult Result, HttpStrategy? Strategy);
