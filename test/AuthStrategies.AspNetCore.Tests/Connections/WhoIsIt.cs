using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Rendering;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>Shows the circuit's user, as the cascading authentication state has it.</summary>
public sealed class WhoIsIt : ComponentBase
{
    private string _name = "";

    [CascadingParameter]
    public required Task<AuthenticationState> State { get; set; }

    protected override async Task OnParametersSetAsync() => _name = (await State).User.Identity?.Name ?? "nobody";

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "p");
        builder.AddAttribute(1, "class", RendererInfo.IsInteractive ? "live" : "still");
        builder.AddContent(2, _name);
        builder.CloseElement();
    }
}
