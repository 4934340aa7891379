using System.Net;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>A refusal as a page, for browsers that show the answer to a user.</summary>
internal static class ProblemPage
{
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        HttpResponse response = context.Response;
        response.StatusCode = problem.Status;
        response.ContentType = "text/html; charset=utf-8";
        string title = WebUtility.HtmlEncode(problem.Title);
        string detail = problem.Detail is null ? "" : $"<p>{WebUtility.HtmlEncode(problem.Detail)}</p>";
        return response.WriteAsync($"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body><h1>{title}</h1>{detail}</body></html>", context.RequestAborted);
    }
}
