using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Handler;

/// <summary>
/// Which of our schemes and of those of <c>AcceptCookies</c> a call of a scheme has gone through: schemes of the application between them may lead back, and
/// the calls would not end. The value flows into the calls that a handler makes, and is gone when its method has returned. Immutable.
/// </summary>
internal sealed class ForwardPath
{
    private static readonly AsyncLocal<ForwardPath?> Current = new();

    // Weak: work that is started inside a call may keep the value after the request.
    private readonly WeakReference<HttpContext> _context;
    private readonly string _scheme;
    private readonly ForwardPath? _outer;

    private ForwardPath(HttpContext context, string scheme, ForwardPath? outer) => (_context, _scheme, _outer) = (new(context), scheme, outer);

    /// <summary>A scheme chooses where its call goes. Call it where the target is found: that is in an async method of the framework for each verb.</summary>
    /// <returns>How often the call has been there already.</returns>
    public static int Enter(HttpContext context, string scheme)
    {
        int times = 0;
        for (ForwardPath? path = Current.Value; path is not null; path = path._outer)
        {
            if (path._scheme == scheme && path._context.TryGetTarget(out HttpContext? of) && of == context)
                times++;
        }

        Current.Value = new(context, scheme, Current.Value);
        return times;
    }
}
