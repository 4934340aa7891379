using System.Reflection;
using StackExchange.Redis;

namespace AuthStrategies.Crash.Deaths;

/// <summary>A connection, or a database of it, that counts every command of the store as an exchange. What the connection does for itself is not counted.</summary>
public class DoomedRedis : DispatchProxy
{
    private static readonly MethodInfo Generic = typeof(DoomedRedis).GetMethod(nameof(ExchangeAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private object? _inner;
    private Death? _death;

    public static IConnectionMultiplexer Around(IConnectionMultiplexer connection, Death death) => Make(connection, death);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        if (_inner is IDatabase && targetMethod.ReturnType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Task<>))
            return Generic.MakeGenericMethod(type.GenericTypeArguments).Invoke(this, [targetMethod, args]);

        object? result = targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        return result is IDatabase database ? Make(database, _death!) : result;
    }

    private static T Make<T>(T inner, Death death)
        where T : class
    {
        T made = Create<T, DoomedRedis>();
        ((DoomedRedis)(object)made)._inner = inner;
        ((DoomedRedis)(object)made)._death = death;
        return made;
    }

    private async Task<T> ExchangeAsync<T>(MethodInfo method, object?[]? args)
    {
        bool diesWhenAnswered = _death!.Before(() => Send<T>(method, args));
        T answer = await Send<T>(method, args);
        if (diesWhenAnswered)
            Death.Now();
        return answer;
    }

    private Task<T> Send<T>(MethodInfo method, object?[]? args) => (Task<T>)method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null)!;
}
