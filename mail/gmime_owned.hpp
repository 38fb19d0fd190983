// Objects of GMime that are let go at the end of their scope. Private to mail/.
#pragma once
#include <memory>

#include <gmime/gmime.h>

namespace postern::mail {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
  void operator()(GMimeFormatOptions* options) const { g_mime_format_options_free(options); }
  void operator()(GDateTime* time) const { g_date_time_unref(time); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

}  // namespace postern::mail
