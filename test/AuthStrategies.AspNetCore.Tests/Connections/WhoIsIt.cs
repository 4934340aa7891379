using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Rendering;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>Shows the circuit's user, as the cascading authentication state has it.</summary>
public sealed class WhoIsIt : ComponentBase
{
    private string _name = "";
    private string _claims = "";

    [CascadingParameter]
    public required Task<AuthenticationState> State { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        ClaimsPrincipal user = (await State).User;
        _name = user.Identity?.Name ?? "nobody";
        _claims = $"{user.FindFirst(ClaimTypes.NameIdentifier)?.Value} {user.FindFirst("sub")?.Value} {user.FindFirst(ClaimTypes.Email)?.Value} {user.IsInRole("editor")}";
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "p");
        builder.AddAttribute(1, "class", RendererInfo.IsInteractive ? "live" : "still");
        builder.AddContent(2, _name);
        builder.CloseElement();
        builder.OpenElement(3, "p");
        builder.AddAttribute(4, "class", RendererInfo.IsInteractive ? "live-claims" : "still-claims");
        builder.AddContent(5, _claims);
        builder.CloseElement();
    }
}
