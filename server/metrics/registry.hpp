#pragma once
#include <functional>
#include <string>
#include <vector>

#include "metrics/exposition.hpp"

namespace gasworks::metrics {

/// All that a program tells about itself: whoever has something to tell adds a function that writes it.
class Registry {
  public:
    using Collector = std::function<void(Exposition&)>;

    /// `collector` is called by text(), from any thread, so it takes microseconds and does not block. To be
    /// added before the first text().
    void add(Collector collector) { collectors_.push_back(std::move(collector)); }

    /// The metrics now, in the order in which their collectors were added. Thread-safe.
    std::string text() const;

  private:
    std::vector<Collector> collectors_;
};

}  // namespace gasworks::metrics
