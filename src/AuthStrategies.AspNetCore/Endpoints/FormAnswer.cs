using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>The answers to an HTML form, which leads its user to a page and never to JSON.</summary>
internal static class FormAnswer
{
    /// <summary>Redirects a form whose session was ended: to the path of <c>RedirectTo</c>, otherwise to the root of the application.</summary>
    /// <returns>Whether the request was a form; another one gets JSON.</returns>
    public static bool TryRedirect(HttpContext context, ReturnRedirect redirect)
    {
        string path = context.GetEndpoint()?.Metadata.GetMetadata<FormRedirectMetadata>()?.Path ?? "/";
        return redirect.TryLeaveForm(context, path);
    }

    /// <summary>Shows a form why it was refused.</summary>
    /// <returns>Whether the request was a form; another one gets JSON.</returns>
    public static async Task<bool> TryShowAsync(HttpContext context, Problem problem)
    {
        if (!Navigation.Is(context.Request))
            return false;

        context.Response.StatusCode = problem.Status;
        await problem.WriteAsync(context).ConfigureAwait(false);
        return true;
    }
}
